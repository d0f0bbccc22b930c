// Pictures for evidence, not for print: the long side no longer than the form says, else than a laptop's screen is wide.
const LONGEST = 2048;
const SMALL_ENOUGH = 700_000; // bytes: a minute on a thin network

/** What was chosen is no picture, or a broken one. */
export class NoPicture extends Error {}

/** The picture, made small enough. Throws NoPicture for what cannot be one: better now, beside who took it, than in the
 * hands of whoever looks after it. */
export async function smaller(picture: File, longest: number | null): Promise<File> {
  const image = await drawn(picture);
  if (!image) return picture;
  try {
    const scale = Math.min(1, (longest ?? LONGEST) / Math.max(image.width, image.height));
    if (picture.size <= SMALL_ENOUGH && (scale === 1 || !longest)) return picture;
    return await shrunk(picture, image, scale);
  } finally {
    image.close();
  }
}

/** Null for a picture that this browser cannot draw though another may: it is sent as it is. */
async function drawn(picture: File): Promise<ImageBitmap | null> {
  if (typeof createImageBitmap !== 'function') return null; // an old browser
  try {
    return await createImageBitmap(picture);
  } catch {
    if (await mayBeOne(picture)) return null;
    throw new NoPicture(picture.name);
  }
}

const DRAWN = ['\xff\xd8\xff', '\x89PNG', 'GIF8', 'RIFF', 'BM'];
const OTHERS = ['II*\0', 'MM\0*', '\xff\x0a']; // TIFF and what cameras make of it (raw), JPEG XL

/** By how its bytes begin. A kind that every browser draws is broken if this one cannot, unless it is so large that the
 * phone's memory may be too small for it. */
async function mayBeOne(picture: File): Promise<boolean> {
  const text = String.fromCharCode(...new Uint8Array(await picture.slice(0, 12).arrayBuffer()));
  const begins = (kinds: readonly string[]) => kinds.some((kind) => text.startsWith(kind));
  const boxed = ['ftyp', 'JXL '].includes(text.slice(4, 8)); // HEIC, AVIF, JPEG XL
  return boxed || begins(OTHERS) || (begins(DRAWN) && picture.size > SMALL_ENOUGH);
}

async function shrunk(picture: File, image: ImageBitmap, scale: number): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
  if (!made || made.size >= picture.size) return picture;
  return new File([made], picture.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
}
