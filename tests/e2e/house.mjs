// What every journey needs: the real program on a free port with its own data, and Debian's Chromium.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
// The packages belong to web/; a journey stands outside it.
export const fromWeb = createRequire(join(root, 'web/package.json'));
const { chromium } = fromWeb('playwright-core');

const START_LIMIT_MS = 60_000; // the demo company is made on the first start
const BROWSER_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'];

function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

async function answers(url) {
    try {
        return (await fetch(url)).status < 500;
    } catch {
        return false;
    }
}

// The same day, the same ids: what a journey finds in the demo company does not depend on when it runs.
const morning = '2026-11-18T00:00:00Z';

/** Starts the program with the demo company, always on the same morning. Stop it with `house.stop()`. */
export async function startHouse() {
    const data = mkdtempSync(join(tmpdir(), 'octant-e2e-'));
    const port = await freePort();
    const program = process.env.OCTANT ?? join(root, 'build/release/octant');
    const child = spawn(program, ['serve', '--data', data, '--port', String(port), '--test-clock', morning], {
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (piece) => (output += piece));
    child.stderr.on('data', (piece) => (output += piece));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const url = `http://127.0.0.1:${port}`;
    const stop = async () => {
        child.kill('SIGTERM');
        await ended;
        rmSync(data, { recursive: true, force: true });
    };
    const late = Date.now() + START_LIMIT_MS;
    while (!(await answers(`${url}/api/v1/me`))) {
        if (child.exitCode !== null || Date.now() > late) {
            await stop();
            throw new Error(`${program} serve did not start:\n${output}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { url, data, stop, output: () => output };
}

export function openBrowser() {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    return chromium.launch({ executablePath, args: BROWSER_FLAGS });
}

/** The house and the browser of a test file: there before its tests, gone after them. */
export function atHome() {
    const at = {};
    before(async () => {
        at.house = await startHouse();
        at.browser = await openBrowser();
    });
    after(async () => {
        await at.browser?.close();
        await at.house?.stop();
    });
    return at;
}

const SETTLE_LIMIT_MS = 15_000;
const underway = new WeakMap(); // the requests of a page that are not answered yet

function count(page) {
    const open = new Set();
    underway.set(page, open);
    page.on('request', (request) => open.add(request));
    page.on('requestfinished', (request) => open.delete(request));
    page.on('requestfailed', (request) => open.delete(request));
}

/** The page shows what it has to show: a heading, no skeleton, no open request, two frames drawn. */
export async function settled(page) {
    const open = underway.get(page);
    const late = Date.now() + SETTLE_LIMIT_MS;
    do {
        if (Date.now() > late) throw new Error(`still waiting for ${[...open].map((one) => one.url())}`);
        await page.waitForFunction(
            () => document.querySelector('h1') && !document.querySelector('.skeleton'));
        while (open.size && Date.now() < late) await new Promise((resolve) => setTimeout(resolve, 10));
        await page.evaluate(() => new Promise((drawn) => {
            requestAnimationFrame(() => requestAnimationFrame(drawn));
        }));
    } while (open.size || !(await page.evaluate(() => !document.querySelector('.skeleton'))));
}

async function keep(page, name, traced) {
    const folder = join(root, 'build/e2e');
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    if (traced) await page.context().tracing.stop({ path: join(folder, `${name}.zip`) });
}

/**
 * Runs a journey on a page of its own; when it fails, its picture and trace stay in build/e2e/. A trace takes
 * a snapshot at every step, too slow for a walk through all pages, which says itself what it found.
 */
export async function journey(browser, name, { traced = true, ...options }, walk) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    if (traced) await context.tracing.start({ screenshots: true, snapshots: true });
    const page = await context.newPage();
    count(page);
    const troubles = [];
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    try {
        await walk(page, troubles);
    } catch (error) {
        await keep(page, name, traced);
        throw error;
    } finally {
        await context.close();
    }
}
