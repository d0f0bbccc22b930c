// The only door to the form engine: nothing outside this folder knows which one it is. `openForm` and the view are loaded
// when a form is opened, for the engine is most of the app's weight.
export type { Filled, OpenForm, Opening } from './open.ts';
export type { Remark } from './asking.ts';
export { default as FormView } from './FormView.vue';
export { openForm } from './open.ts';
