import { afterEach, describe, expect, it, vi } from 'vitest';
import { NoPicture, smaller } from '../src/engine/pictures.ts';

const bytes = (head: string, size: number) => Uint8Array.from({ length: size }, (_, at) => head.charCodeAt(at) || 0);
const file = (head: string, size = 50, name = 'a.jpg') => new File([bytes(head, size)], name, { type: 'image/jpeg' });
const browser = (draws: boolean, width = 100, height = 50) => {
  const close = vi.fn();
  vi.stubGlobal('createImageBitmap', async () => {
    if (!draws) throw new DOMException('The source image could not be decoded.', 'InvalidStateError');
    return { width, height, close };
  });
  return close;
};
afterEach(() => vi.unstubAllGlobals());
const JPEG = '\xff\xd8\xff';

describe('a picture that is chosen', () => {
  it.each([['text', 'Kính gửi ban quản lý'], ['a page', '<!doctype html>'], ['a drawing of text', '<svg xmlns='], ['nothing', ''], ['half a JPEG', JPEG], ['half a PNG', '\x89PNG']])('is refused when it is %s', async (_, head) => {
    browser(false);
    await expect(smaller(file(head, head.length), null)).rejects.toBeInstanceOf(NoPicture);
    await expect(smaller(file(head, head.length), 800)).rejects.toBeInstanceOf(NoPicture);
  });
  it.each([['HEIC', '\0\0\0\x18ftypheic'], ['TIFF', 'II*\0'], ['JPEG XL', '\0\0\0\x0cJXL ']])('is sent as it is when it is %s, which this browser does not draw', async (_, head) => {
    browser(false);
    const given = file(head);
    expect(await smaller(given, null)).toBe(given);
  });
  it('is sent as it is when the phone’s memory may be too small for it, or the browser too old', async () => {
    browser(false);
    const large = file(JPEG, 800_000);
    expect(await smaller(large, null)).toBe(large);
    vi.stubGlobal('createImageBitmap', undefined);
    const small = file(JPEG);
    expect(await smaller(small, null)).toBe(small);
  });
  it('stays as it is when it is small, and what was decoded is let go', async () => {
    const close = browser(true);
    const small = file(JPEG);
    expect(await smaller(small, null)).toBe(small);
    expect(await smaller(small, 200)).toBe(small);
    expect(close).toHaveBeenCalledTimes(2);
  });
});
