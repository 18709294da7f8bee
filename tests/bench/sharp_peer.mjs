// sharp, asked by media_bench: node sharp_peer.mjs FOLDER, where FOLDER/node_modules has it. Says its version, then for each path
// on standard input the processor milliseconds of one decode and both sizes, or "failed".
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const sharp = createRequire(resolve(process.argv[2], 'package.json'))('sharp');
sharp.concurrency(1);
sharp.cache(false);
process.stdout.write(`${sharp.versions.sharp} (libvips ${sharp.versions.vips})\n`);

async function derive(file) {
  const { data, info } = await sharp(file)
    .rotate()
    .resize(1600, 1600, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  await sharp(data, { raw }).jpeg({ quality: 80 }).toBuffer();
  await sharp(data, { raw }).resize(320, 320, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 80 }).toBuffer();
}

for await (const path of createInterface({ input: process.stdin })) {
  try {
    const file = await readFile(path);
    const before = process.cpuUsage();
    await derive(file);
    const used = process.cpuUsage(before);
    process.stdout.write(`${((used.user + used.system) / 1000).toFixed(2)}\n`);
  } catch {
    process.stdout.write('failed\n');
  }
}
