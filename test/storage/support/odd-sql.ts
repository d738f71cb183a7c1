import type { Random } from '../../support/random.ts';

/** Pieces of text at the edges of SQLite's lexical rules. */
export const oddPieces: readonly string[] = [
  'a·tbl·_x·é·naïve·日本·𝄞·ſelect·tabıe·x·X·e·E1·a$b·nul·BEGIN·END·CASE·select',
  '\ufeff·\u00a0·\u2028·\u0085·\u200b·\ud800·\udc00·\u007f·\u0080',
  ' ·\t·\n·\r\n·\f·\v· \v·\n\v\n',
  '--·-- x\n·--\n·---·-->·/*·/**/·/* x */·/*/·/***/·/*/*/·*/·/* -- */',
  `'·''·'a'·'it''s'·'a\nb'·'--'·'/*'·';'·"·""·"a"·"a""b"·\`a\`·\`·\`\``,
  `[·[a]·[a b]·[]·]·[a]]·x''·x'00fF'·X'0'·x'0g'·x'·x'00`,
  '0·12·1.5·.5·1.·1e5·1e·1e+·1e+5·1E-5·1_000·1__0·1_·_1·0x1F·0x·0xg·0x_1·0x1_f·1a·1.2.3·1..2·.·..',
  '1_000.5_0e1_0·9223372036854775808',
  '?·?1·?12a·??·:a·:·::·:1·@a·@·$a·$·$a::b·$a(x)·#a·#·#1·:é',
  '->·->>·-·>·>>·>=·<·<=·<>·<<·=·==·!=·!·||·|·&·~·%·+·*·/·(·)·,·;·\\·{·}·^·\u0001',
].flatMap((pieces) => pieces.split('·'));

/** A text that is hardly ever SQL, but always made of tokens. */
export function oddText(random: Random): string {
  return random.several(1, 14, () => random.pick(oddPieces)).join('');
}
