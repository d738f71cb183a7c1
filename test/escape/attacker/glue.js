/**
 * Stands at the end of the glue of an innocent guest, after the attacks: runs them while the glue is loaded, and again when
 * a field is asked for, and tells in the guest's log what came of each.
 */
const targets = JSON.parse('TARGETS');
/** Without what the host gives, which comes later. */
const nothing = Object.freeze({});
const atLoad = await runAttacks(
  targets,
  Object.freeze({ 'forge:extension/host-database': nothing, 'forge:extension/host-log': nothing }),
);

export function instantiate(getCoreModule, imports, instantiateCore) {
  const guest = instantiateGuest(getCoreModule, imports, instantiateCore);
  const name = 'forge:extension/extension-api@0.2.0';
  const tell = (stage, outcomes) => {
    for (const [attack, outcome] of Object.entries(outcomes))
      imports['forge:extension/host-log'].log('info', JSON.stringify({ stage, attack, ...outcome }));
    imports['forge:extension/host-log'].log('info', JSON.stringify({ stage, ended: true }));
  };
  const resolveField = ({ arguments: args }) => {
    if (JSON.parse(args).name === 'nothing') return { tag: 'success', val: '"here"' };
    if (JSON.parse(args).name === 'spin') {
      void Promise.resolve().then(() => {
        for (;;);
      });
      return { tag: 'success', val: '"spinning"' };
    }
    tell('load', atLoad);
    runAttacks(targets, imports).then((outcomes) => tell('call', outcomes));
    return { tag: 'success', val: '"begun"' };
  };
  return { ...guest, [name]: { ...guest[name], resolveField } };
}
