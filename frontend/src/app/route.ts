// Which screen: the part of the address after "#", so that the phone's back button works without a network.
import { computed, nextTick, ref } from 'vue';

const read = () => decodeURIComponent(location.hash.replace(/^#\/?/, '')).split('/');
const parts = ref(read());
addEventListener('hashchange', () => {
  parts.value = read();
  void nextTick(() => {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  });
});

export const screen = computed(() => parts.value[0] || 'today');
export const subject = computed(() => parts.value.slice(1).join('/'));
export const to = (...path: string[]): string => `#/${path.map(encodeURIComponent).join('/')}`;
export const go = (...path: string[]): void => void (location.hash = to(...path));
/** The same screen under another name: the way back does not pass here again. */
export function rename(...path: string[]): void {
  history.replaceState(null, '', to(...path));
}
