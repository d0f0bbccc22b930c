// Pictures for evidence, not for print: the long side no longer than the form says, else than a laptop's screen is wide.
const LONGEST = 2048;
const SMALL_ENOUGH = 700_000; // bytes: a minute on a thin network

export async function smaller(picture: File, longest: number | null): Promise<File> {
  if (!longest && picture.size <= SMALL_ENOUGH) return picture;
  const limit = longest ?? LONGEST;
  try {
    const image = await createImageBitmap(picture);
    const scale = Math.min(1, limit / Math.max(image.width, image.height));
    if (scale === 1 && picture.size <= SMALL_ENOUGH) return picture;
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
    if (!made || made.size >= picture.size) return picture;
    return new File([made], picture.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
  } catch {
    return picture; // a kind that this browser cannot draw is sent as it is
  }
}
