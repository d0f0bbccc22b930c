// The look that this person chose on any page of Kheo; kept in the cookie that the other pages read too.
export const LOOKS = ['auto', 'light', 'dark'] as const;
export type Look = (typeof LOOKS)[number];
const YEAR = 365 * 24 * 3600;

export function lookNow(): Look {
  const found = /(?:^|; )theme=(\w+)/.exec(document.cookie)?.[1];
  return LOOKS.find((look) => look === found) ?? 'auto';
}

export function wear(look: Look): void {
  if (look === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = look;
}

export function chooseLook(look: Look): void {
  document.cookie = `theme=${look}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  wear(look);
}
