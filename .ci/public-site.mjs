#!/usr/bin/env node
// Measures the published site as visitors get it (Production, behind nginx with deploy/nginx's configuration, TLS and HTTP/2) with
// two tools that need Node: Lighthouse in its mobile setting, and html-validate. For measuring only: nothing that is built or
// shipped needs Node, and .ci/run does not call this. How to use it: docs/testing.md, "The public site".
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: asked } = parseArgs({
  options: {
    tools: { type: 'string' },            // the folder in which lighthouse and html-validate were installed
    site: { type: 'string' },             // the folder of `dotnet publish`
    only: { type: 'string', default: 'lighthouse,html' },
    pages: { type: 'string' },            // paths with commas between; every page of the sitemap without
    runs: { type: 'string', default: '3' },
    reports: { type: 'string' },          // where Lighthouse's whole reports go, if anywhere
    hold: { type: 'boolean', default: false }, // serve until told to end, measure nothing
  },
});
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tool = async (name) => import(pathToFileURL(createRequire(resolve(asked.tools) + '/').resolve(name)));
const started = [];
const folder = mkdtempSync(join(tmpdir(), 'clinic-measured-'));

function freePort() {
  return new Promise((done) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  started.push(child);
  return child;
}

async function serve() {
  const [port, plain, secure] = [await freePort(), await freePort(), await freePort()];
  const settings = {
    ASPNETCORE_ENVIRONMENT: 'Production',
    ASPNETCORE_URLS: `http://127.0.0.1:${port}`,
    Data__Folder: join(folder, 'data'),
    Site__BaseUrl: `https://localhost:${secure}`,
    ForwardedHeaders__KnownProxies: '127.0.0.1',
    Mail__Transport: 'PickupFolder',
    Mail__From: 'hello@example.com',
    Limits__PostsPerMinute: '100000',
    Serilog__MinimumLevel__Default: 'Warning',
  };
  const site = resolve(asked.site);
  mkdirSync(settings.Data__Folder);
  execFileSync(join(site, 'SmpClinic.Web'), ['seed', 'demo'], { cwd: site, env: { ...process.env, ...settings }, stdio: ['ignore', 'ignore', 'inherit'] });
  start(join(site, 'SmpClinic.Web'), [], { cwd: site, env: { ...process.env, ...settings } });

  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
    '-keyout', join(folder, 'clinic.key'), '-out', join(folder, 'clinic.pem')], { stdio: 'ignore' });
  const deployed = readFileSync(join(root, 'deploy/nginx/smpclinic.conf'), 'utf8')
    .replace(/^.*listen \[::\].*\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${plain};`).replace('listen 443 ', `listen 127.0.0.1:${secure} `)
    .replaceAll('server_name clinic.example', 'server_name localhost').replace('https://clinic.example$request_uri', `https://localhost:${secure}$request_uri`)
    .replaceAll('/etc/nginx/tls/', folder + '/').replace('/etc/nginx/smpclinic-nodes.conf', join(folder, 'nodes.conf')).replaceAll('/var/log/nginx/', folder + '/');
  writeFileSync(join(folder, 'smpclinic.conf'), deployed);
  writeFileSync(join(folder, 'nodes.conf'), `upstream smpclinic { keepalive 32; server 127.0.0.1:${port}; }\n`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join(' ');
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; worker_processes 1; pid ${join(folder, 'nginx.pid')};
    events { worker_connections 256; } http { ${temporary} include ${join(folder, 'smpclinic.conf')}; }`);
  start('/usr/sbin/nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]);

  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // The certificate is our own, made a moment ago.
  const address = `https://localhost:${secure}`;
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(address + '/').catch(() => null);
    if (answer?.status === 200) return address;
    if (tries === 600) throw new Error('The site did not start.');
    await pause(100);
  }
}

async function publicPages(address) {
  const map = await (await fetch(address + '/sitemap.xml')).text();
  return [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map((found) => new URL(found[1]).pathname);
}

async function measureLighthouse(address, pages) {
  const { default: lighthouse } = await tool('lighthouse');
  const chromeLauncher = await import(pathToFileURL(createRequire(createRequire(resolve(asked.tools) + '/').resolve('lighthouse')).resolve('chrome-launcher')));
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
  console.log('| page | performance | accessibility | best practices | SEO | LCP | blocked | layout shift | requests | KB |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  // One browser for all: a start of its own for each run would be measured along with the page. Lighthouse empties its stores each time.
  const chrome = await chromeLauncher.launch({
    chromePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox', '--ignore-certificate-errors', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  started.push(chrome.process);
  for (const path of pages) {
    const runs = [];
    for (let run = 0; run < Number(asked.runs); run += 1) {
      const { lhr, report } = await lighthouse(address + path, { port: chrome.port, output: 'html', logLevel: 'error' });
      runs.push(lhr);
      if (asked.reports) {
        mkdirSync(asked.reports, { recursive: true });
        const name = join(asked.reports, `${path.slice(1).replaceAll('/', '-') || 'home'}-${run + 1}`);
        writeFileSync(name + '.json', JSON.stringify(lhr));
        writeFileSync(name + '.html', report);
      }
    }
    const score = (category) => Math.round(100 * median(runs.map((r) => r.categories[category].score)));
    // An audit that failed in one run has no number; the others are asked.
    const value = (audit) => median(runs.map((r) => r.audits[audit].numericValue).filter((number) => number !== undefined));
    const items = runs[0].audits['network-requests'].details.items.filter((item) => !item.url.startsWith('data:'));
    const kilobytes = items.reduce((sum, item) => sum + item.transferSize, 0) / 1024;
    console.log(`| \`${path}\` | ${score('performance')} | ${score('accessibility')} | ${score('best-practices')} | ${score('seo')} | ${(value('largest-contentful-paint') / 1000).toFixed(2)} s | ${value('total-blocking-time').toFixed(0)} ms | ${value('cumulative-layout-shift').toFixed(3)} | ${items.length} | ${kilobytes.toFixed(0)} |`);
    for (const category of ['accessibility', 'best-practices', 'seo']) {
      for (const { id, weight } of runs[0].categories[category].auditRefs) {
        const audit = runs[0].audits[id];
        if (weight > 0 && audit.score !== null && audit.score < 1) console.error(`${path}: ${id}: ${audit.title}`);
      }
    }
  }
}

async function validateHtml(address, pages) {
  const { HtmlValidate } = await tool('html-validate');
  const { rules } = JSON.parse(readFileSync(join(root, '.ci/htmlvalidate.json'), 'utf8'));
  const htmlvalidate = new HtmlValidate({ root: true, extends: ['html-validate:standard'], rules });
  let faults = 0;
  for (const path of pages) {
    const report = await htmlvalidate.validateString(await (await fetch(address + path)).text(), path);
    for (const { messages } of report.results) {
      for (const message of messages) {
        faults += 1;
        console.error(`${path}:${message.line}: ${message.ruleId}: ${message.message}`);
      }
    }
  }
  console.log(`html-validate: ${pages.length} pages, ${faults} faults`);
  process.exitCode = faults === 0 ? process.exitCode : 1;
}

try {
  const address = await serve();
  if (asked.hold) {
    console.log(address);
    await new Promise((done) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, done)));
  } else {
    const pages = asked.pages?.split(',') ?? await publicPages(address);
    if (asked.only.includes('html')) await validateHtml(address, pages);
    if (asked.only.includes('lighthouse')) await measureLighthouse(address, pages);
  }
} finally {
  await Promise.all(started.filter((child) => child.exitCode === null).map((child) => new Promise((done) => { child.on('exit', done); child.kill('SIGTERM'); })));
  rmSync(folder, { recursive: true });
}
