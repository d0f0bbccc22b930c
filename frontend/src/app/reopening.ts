// A report that waits is opened again: it becomes the draft that it was, and the form opens.
import { reopen } from '../store/leaving.ts';
import { model, refresh } from './model.ts';
import { go } from './route.ts';

/** False when its sending has begun. */
export async function reopenToMend(id: string): Promise<boolean> {
  if (!model.db) return false;
  const opened = await reopen(model.db, id, Date.now());
  await refresh();
  if (opened) go('fill', id);
  return opened;
}
