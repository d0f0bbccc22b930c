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
let view: { check(): Promise<boolean>; halves(): Record<string, string> };
const leaves = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => (node.currentState.children ? leaves(node.currentState.children) : [node]));
function show(...nodes: Node[]): void {
  showWith({}, ...nodes);
}
function showWith(more: object, ...nodes: Node[]): void {
  document.body.innerHTML = '<div id="app"></div>';
  const form = { root: { currentState: { children: nodes } }, media: async () => undefined, mistakes: () => leaves(nodes).filter((node) => node.validationState.violation) };
  const held = shallowRef();
  app = createApp(defineComponent({ setup: () => () => h(FormView as any, { ref: held, form, remarks: [], ...more }) }));
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

describe('a day', () => {
  const type = async (words: string) => {
    const box = find<HTMLInputElement>('input[inputmode]');
    box.value = words;
    box.dispatchEvent(new Event('input'));
    await nextTick();
    box.dispatchEvent(new Event('blur'));
    await nextTick();
  };
  it('that there is not is told in a sentence, stays as it was typed, and is no answer', async () => {
    const node = question({ nodeType: 'input', valueType: 'date' }, { instanceValue: '2025-09-22' });
    show(node);
    for (const [language, sentence] of [['en', 'February has no day 31.'], ['vi', 'Tháng 2 không có ngày 31.']] as const) {
      speak(language);
      await type('31/02/2025');
      expect(problems()).toEqual([sentence]);
      expect(find<HTMLInputElement>('input[inputmode]').value).toBe('31/02/2025');
      expect(node.currentState.instanceValue).toBe('');
      expect(await view.check()).toBe(false);
    }
    await type('28/02/2025');
    expect([problems(), node.currentState.instanceValue]).toEqual([[], '2025-02-28']);
    expect(await view.check()).toBe(true);
  });
  it('that is only half typed is kept beside the answers and seen again, and is no answer then either', async () => {
    const day = () => question({ nodeType: 'input', valueType: 'date' }, { reference: '/data/visit[2]/day' });
    show(day());
    await type('31/0');
    const halves = view.halves();
    expect(halves).toEqual({ '/data/visit[2]/day': '31/0' });
    app?.unmount();
    const node = day();
    showWith({ halves }, node);
    await nextTick();
    await nextTick();
    expect(find<HTMLInputElement>('input[inputmode]').value).toBe('31/0');
    expect(problems()).toHaveLength(1);
    expect(node.currentState.instanceValue).toBe('');
    expect(view.halves()).toEqual(halves);
    expect(await view.check()).toBe(false);
    await type('31/10/2025');
    expect([view.halves(), problems(), node.currentState.instanceValue]).toEqual([{}, [], '2025-10-31']);
    expect(await view.check()).toBe(true);
  });
  it('that was half typed does not come over one that is answered', () => {
    showWith({ halves: { '/data/day': '31/0' } }, question({ nodeType: 'input', valueType: 'date' }, { reference: '/data/day', instanceValue: '2025-09-22' }));
    expect(find<HTMLInputElement>('input[inputmode]').value).toBe('22/9/2025');
    expect(view.halves()).toEqual({});
  });
  it('is kept like a number with a slip, which is seen again too', async () => {
    const number = () => question({ nodeType: 'input', valueType: 'int' }, { reference: '/data/built' });
    show(number());
    await type('12a');
    const halves = view.halves();
    expect(halves).toEqual({ '/data/built': '12a' });
    app?.unmount();
    showWith({ halves }, number());
    await nextTick();
    expect(find<HTMLInputElement>('input[inputmode]').value).toBe('12a');
    expect(problems()).toEqual(['Type a whole number, such as 12.']);
    await type('12');
    expect([view.halves(), problems()]).toEqual([{}, []]);
  });
  it('is never left to the browser’s own words', () => {
    show(question({ nodeType: 'input', valueType: 'date' }, { required: true }), question({ nodeType: 'input', valueType: 'string' }, { required: true }), choice('a'));
    expect(document.querySelectorAll('form, [required], [pattern]')).toHaveLength(0);
  });
  it('and hour that the browser holds half typed is told in the app’s words, and what was there stays no answer', async () => {
    const node = question({ nodeType: 'input', valueType: 'time' }, { instanceValue: '10:30:00.000' });
    show(node);
    const box = find<HTMLInputElement>('input[type=time]');
    Object.defineProperty(box, 'validity', { value: { badInput: true }, configurable: true });
    box.dispatchEvent(new Event('change'));
    box.dispatchEvent(new Event('blur'));
    await nextTick();
    expect(problems()).toEqual(['Choose hour and minute, such as 10:30.']);
    expect(await view.check()).toBe(false);
  });
});

describe('a picture', () => {
  const choose = async (content: string, name: string, type: string) => {
    const box = find<HTMLInputElement>('input[type=file]');
    Object.defineProperty(box, 'files', { value: [new File([content], name, { type })], configurable: true });
    box.dispatchEvent(new Event('change'));
    await vi.waitFor(() => expect(document.querySelectorAll('.problem, .picture')).not.toHaveLength(0));
  };
  const upload = (kind: string) => {
    const node = question({ nodeType: 'upload', maxPixels: null, nodeOptions: { media: { accept: `${kind}/*`, type: kind } } }, { value: null });
    node.setValue = (value: unknown) => (node.currentState.value = value);
    return node;
  };
  beforeEach(() => {
    vi.stubGlobal('createImageBitmap', async () => Promise.reject(new DOMException('not decoded', 'InvalidStateError')));
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined });
  });
  afterEach(() => vi.unstubAllGlobals());
  it('that is a text is refused at once, in words, and can be left out', async () => {
    const node = upload('image');
    show(node);
    await choose('Kính gửi', 'nhà.jpg', 'image/jpeg');
    expect(problems()).toEqual(['This file is no picture, or the picture is broken. Take or choose another one.']);
    expect(node.currentState.value).toBeNull();
    expect(await view.check()).toBe(false);
    find('.btns .plain').click();
    await nextTick();
    expect(problems()).toEqual([]);
    expect(await view.check()).toBe(true);
  });
  it('that was there stays when what was chosen after it is refused', async () => {
    const node = upload('image');
    const good = new File(['x'], 'good.png', { type: 'image/png' });
    node.currentState.value = good;
    show(node);
    await choose('Kính gửi', 'nhà.jpg', 'image/jpeg');
    await vi.waitFor(() => expect(problems()).toHaveLength(1));
    find('.btns .plain').click();
    await nextTick();
    expect([problems(), node.currentState.value]).toEqual([[], good]);
  });
  it('is asked of no other file', async () => {
    const node = upload('application');
    show(node);
    await choose('Kính gửi', 'thư.txt', 'text/plain');
    expect(problems()).toEqual([]);
    expect(node.currentState.value.name).toBe('thư.txt');
  });
});

describe('who keys from paper', () => {
  const text = (name: string) => question({ nodeType: 'input', valueType: 'string' }, { reference: `/data/item[2]/${name}`, label: { asString: name, formatted: [{ role: 'child', value: name }] } });
  const labels = () => [...document.querySelectorAll('.label')].map((each) => each.textContent?.replace(/\s+/g, ' ').trim());
  it('finds the questions under the numbers of the paper', () => {
    showWith({ numbers: { given: '7' } }, text('given'), text('other'));
    expect(labels()).toEqual(['7. given (optional)', 'other (optional)']);
  });
  it('and others see none', () => {
    show(text('given'));
    expect(labels()).toEqual(['given (optional)']);
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
