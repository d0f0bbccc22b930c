// Which field asks which kind of question. `grouped`: several controls under one legend.
import type { Component } from 'vue';
import type { AnyControlNode } from '../asking.ts';
import Acknowledge from './Acknowledge.vue';
import Choices from './Choices.vue';
import DateField from './DateField.vue';
import MomentField from './MomentField.vue';
import NumberField from './NumberField.vue';
import PositionField from './PositionField.vue';
import RangeField from './RangeField.vue';
import RankField from './RankField.vue';
import SearchChoice from './SearchChoice.vue';
import TextField from './TextField.vue';
import Unsupported from './Unsupported.vue';
import UploadField from './UploadField.vue';

const MANY = 12; // more choices than a thumb scrolls past

const INPUTS: Record<string, Component> = { int: NumberField, decimal: NumberField, date: DateField };

export function fieldFor(node: AnyControlNode): { component: Component; grouped: boolean } {
  switch (node.nodeType) {
    case 'select': {
      const one = node.selectType === 'select1';
      const looks = new Set<string>(node.appearances as unknown as Iterable<string>);
      const searched = ['minimal', 'autocomplete', 'search'].some((look) => looks.has(look));
      if (one && (searched || node.currentState.valueOptions.length > MANY)) return { component: SearchChoice, grouped: false };
      return { component: Choices, grouped: true };
    }
    case 'upload':
      return { component: UploadField, grouped: true };
    case 'trigger':
      return { component: Acknowledge, grouped: true };
    case 'rank':
      return { component: RankField, grouped: true };
    case 'range':
      return { component: RangeField, grouped: false };
    case 'input':
      if (node.valueType === 'time' || node.valueType === 'dateTime') return { component: MomentField, grouped: false };
      if (node.valueType === 'geopoint') return { component: PositionField, grouped: true };
      if (node.valueType === 'geotrace' || node.valueType === 'geoshape') return { component: Unsupported, grouped: true };
      return { component: INPUTS[node.valueType] ?? TextField, grouped: false };
    default:
      return { component: TextField, grouped: false };
  }
}

/** What every field is given. */
export interface FieldProps<N> {
  node: N;
  id: string;
  labelId: string;
  describedBy?: string;
  invalid: boolean;
}
