import { measureTogether } from './measure.ts';
import { codecSubjects } from './subjects.ts';

const ascii = 'The quick brown fox jumps over the lazy dog. '.repeat(3).slice(0, 100);
const chinese = '今天天气不错，我们一起去公园散步吧。'.repeat(6).slice(0, 100);

console.log(`Node ${process.version}; ratio = protobufjs / ours (above 1: ours is better)\n`);
for (const [title, text] of [
  ['100 ASCII characters', ascii],
  ['100 Chinese characters', chinese],
] as const) {
  console.log(`${title}\n${'operation'.padEnd(40)}ours ns  pbjs ns  ratio   ours B  pbjs B  ratio`);
  for (const [name, subjects] of codecSubjects(text)) {
    const results = measureTogether(subjects);
    const ours = results.get('ours')!;
    const oracle = results.get('protobufjs')!;
    console.log(
      [
        name.padEnd(40),
        ours.nsPerOperation.toFixed(0).padStart(7),
        oracle.nsPerOperation.toFixed(0).padStart(9),
        (oracle.nsPerOperation / ours.nsPerOperation).toFixed(2).padStart(7),
        ours.bytesPerOperation.toFixed(0).padStart(9),
        oracle.bytesPerOperation.toFixed(0).padStart(8),
        (oracle.bytesPerOperation / ours.bytesPerOperation).toFixed(2).padStart(7),
      ].join(''),
    );
  }
  console.log('');
}
