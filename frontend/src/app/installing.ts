// The browser offers to put the app on the home screen; the offer is kept until the person asks for it.
import { shallowRef } from 'vue';

interface Offer extends Event {
  prompt(): Promise<unknown>;
}
export const offer = shallowRef<Offer | null>(null);
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer.value = event as Offer;
});
addEventListener('appinstalled', () => (offer.value = null));

export async function install(): Promise<void> {
  await offer.value?.prompt();
  offer.value = null;
}
