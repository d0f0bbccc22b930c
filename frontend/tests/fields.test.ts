import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp, defineComponent, h, nextTick, shallowReactive, shallowRef, type App } from 'vue';
import FormView from '../src/engine/FormView.vue';
import { speak } from '../src/text/index.ts';

// Questions as the engine shows them, as far as the fields look at them.
type Node = Record<string, any>;

let made = 0;
function question(kind: Node, more: Node = {}): Node {
  const currentState = shallowReactive<Node>({ relevant: true, required: false, readonly: false, label: null, hint: null, reference: `/data/q${++made}`, instanceValue: '', value: '', ...more });
  const node: Node = { nodeId: `node:${made}`, currentState, appearances: new Set(), nodeOptions: {}, ...kind };
  node.setValue = (value: unknown) => (currentState.instanceValue = value ?? '');
  Object.defineProperty(node, 'empty', { get: () => !currentState.instanceValue && !currentState.value?.length });
  node.validationState = { get violation() { return currentState.required && node.empty ? { condition: 'required', message: null } : null; } };
  return node;
}
function choice(...labels: string[]): Node {
  const valueOptions = labels.map((label) => ({ value: `v:${label}`, label: { asString: label } }));
  const node = question({ nodeType: 'select', selectType: 'select1', appearances: new Set(['minimal']) }, { value: [], valueOptions });
  node.selectValue = (value: string | null) => (node.currentState.value = value ? [value] : []);
  return node;
}
const position = (more: Node = {}) => question({ nodeType: 'input', valueType: 'geopoint' }, more);

let app: App | undefined;
let view: { check(): Promise<boolean> };
const leaves = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => (node.currentState.children ? leaves(node.currentState.children) : [node]));
function show(...nodes: Node[]): void {
  document.body.innerHTML = '<div id="app"></div>';
  const form = { root: { currentState: { children: nodes } }, media: async () => undefined, mistakes: () => leaves(nodes).filter((node) => node.validationState.violation) };
  const held = shallowRef();
  app = createApp(defineComponent({ setup: () => () => h(FormView as any, { ref: held, form, remarks: [] }) }));
  app.mount('#app');
  view = held.value;
}
const find = <E extends HTMLElement>(what: string) => document.querySelector<E>(what) as E;
const problems = () => [...document.querySelectorAll('.problem')].map((each) => each.textContent);

beforeEach(() => {
  speak('en');
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => app?.unmount());

describe('a position', () => {
  let reading: { done: (at: unknown) => void; failed: () => void };
  beforeEach(() => {
    const getCurrentPosition = (done: (at: unknown) => void, failed: () => void) => (reading = { done, failed });
    vi.stubGlobal('navigator', { ...navigator, geolocation: { getCurrentPosition } });
  });
  afterEach(() => vi.unstubAllGlobals());
  const take = async () => {
    find('.question button').click();
    await nextTick();
  };

  it('that the device does not tell is no mistake, and is asked for again', async () => {
    const node = position();
    show(node);
    await take();
    reading.failed();
    await nextTick();
    expect(find('.question [role=status]').textContent).toBe('The device does not tell where it is.');
    expect(await view.check()).toBe(true);
    expect(problems()).toEqual([]);
    await take();
    expect(find('.question [role=status]').textContent).toBe('');
    reading.done({ coords: { latitude: 22.4, longitude: 102.2, altitude: null, accuracy: 9 } });
    await nextTick();
    expect(node.currentState.instanceValue).toBe('22.4 102.2 0 9');
  });
  it('that must be told still must be', async () => {
    show(position({ required: true }));
    await take();
    reading.failed();
    expect(await view.check()).toBe(false);
    expect(problems()).toEqual(['This question needs an answer.']);
  });
});

describe('words typed to search a list', () => {
  const type = async (words: string) => {
    const box = find<HTMLInputElement>('[role=combobox]');
    box.value = words;
    box.dispatchEvent(new Event('input'));
    await nextTick();
  };
  const leave = async () => {
    find('[role=combobox]').dispatchEvent(new Event('blur'));
    await nextTick();
  };
  const typed = () => find<HTMLInputElement>('[role=combobox]').value;

  it('stay when nothing matches, and say so until they are cleared', async () => {
    const node = choice('Sín Thầu', 'Sen Thượng');
    show(node);
    await type('ngoai');
    expect(problems()).toEqual([]);
    await leave();
    expect(typed()).toBe('ngoai');
    expect(problems()).toEqual(['Nothing matches.']);
    expect(node.currentState.value).toEqual([]);
    expect(await view.check()).toBe(false);
    expect(problems()[0]).toContain('was not chosen from the list');
    await type('');
    await leave();
    expect(problems()).toEqual([]);
    expect(await view.check()).toBe(true);
  });
  it('are no answer as long as nothing is chosen, and take the place of what was', async () => {
    const node = choice('Sín Thầu', 'Sen Thượng');
    node.selectValue('v:Sín Thầu');
    show(node);
    expect(typed()).toBe('Sín Thầu');
    await type('sen');
    await leave();
    expect([typed(), node.currentState.value]).toEqual(['sen', []]);
    expect(problems()[0]).toContain('was not chosen from the list');
    await type('sen');
    find('[role=option]').click();
    await nextTick();
    await leave();
    expect([typed(), node.currentState.value, problems()]).toEqual(['Sen Thượng', ['v:Sen Thượng'], []]);
  });
  it('are looked at when the form is finished from within the field', async () => {
    show(choice('Sín Thầu'));
    find('[role=combobox]').focus();
    await type('ngoai');
    expect(await view.check()).toBe(false);
  });
});

describe('an entry that is added after the form was found wanting', () => {
  const text = () => question({ nodeType: 'input', valueType: 'string' }, { required: true });
  const entry = () => ({ nodeId: `entry:${++made}`, nodeType: 'repeat-instance', currentState: shallowReactive<Node>({ relevant: true, children: [text()] }) });
  async function addOne(): Promise<void> {
    const repeat: Node = { nodeId: 'repeat', nodeType: 'repeat-range:uncontrolled', currentState: shallowReactive<Node>({ relevant: true, children: [entry()] }) };
    repeat.addInstances = () => (repeat.currentState.children = [...repeat.currentState.children, entry()]);
    show(repeat);
    expect(await view.check()).toBe(false);
    expect(problems()).toHaveLength(1);
    find('.add').click();
    await nextTick();
    await nextTick();
  }
  const summary = () => document.querySelector('.said.error p')?.textContent;

  it('is not called wrong before the next time', async () => {
    await addOne();
    expect(problems()).toHaveLength(1);
    expect(summary()).toContain('1 question needs');
    expect(await view.check()).toBe(false);
    expect(problems()).toHaveLength(2);
    expect(summary()).toContain('2');
  });
  it('is looked at once it is left', async () => {
    await addOne();
    [...document.querySelectorAll<HTMLElement>('.entry input')].pop()?.dispatchEvent(new Event('blur'));
    await nextTick();
    await nextTick();
    expect(problems()).toHaveLength(2);
    expect(summary()).toContain('2');
  });
});
