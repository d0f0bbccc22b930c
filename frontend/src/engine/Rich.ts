// A label's Markdown as elements. Only those named here are made, and HTML that somebody wrote into a label is shown as
// the text it is: a form comes from outside, and its labels must not run scripts on the phone that holds the reports.
import type { MarkdownNode, TextRange } from '@getodk/xforms-engine';
import { defineComponent, h, type PropType, type VNodeChild } from 'vue';

const INLINE: Record<string, string> = { strong: 'strong', em: 'em', u: 'u', span: 'span', br: 'br' };
const BLOCK: Record<string, string> = { ol: 'ol', ul: 'ul', li: 'li', p: 'p', div: 'p', h1: 'p', h2: 'p', h3: 'p', h4: 'p', h5: 'p', h6: 'p' };

function draw(node: MarkdownNode, blocks: boolean): VNodeChild {
  if (node.role === 'child') return node.value;
  if (node.role === 'html') return node.unsafeHtml;
  if (node.role === 'line-break') return h('br');
  const children = node.children.map((each) => draw(each, blocks));
  if (node.elementName === 'a') {
    const url = (node as unknown as { url: string }).url;
    return /^(https?:|mailto:|tel:)/i.test(url) ? h('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, children) : h('span', children);
  }
  const name = INLINE[node.elementName] ?? (blocks ? BLOCK[node.elementName] : undefined) ?? 'span';
  return h(name, children);
}

export default defineComponent({
  props: { text: { type: Object as PropType<TextRange<never>>, required: true }, blocks: { type: Boolean, default: false } },
  setup: (props) => () => props.text.formatted.map((node) => draw(node, props.blocks)),
});
