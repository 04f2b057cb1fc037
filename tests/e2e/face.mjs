// What the journeys through the face share: signing in as someone, the rules of axe, the weight of a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fromWeb, settled } from './house.mjs';

const axeSource = readFileSync(fromWeb.resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A person of the demo company. */
export const people = {
    seller: { user: 'wang', password: 'octant-demo' },
    keeper: { user: 'sun', password: 'octant-demo' },
    accountant: { user: 'qian', password: 'octant-demo' },
    administrator: { user: 'admin', password: 'octant-demo' },
};

export async function prefer(context, preferences) {
    await context.addInitScript((chosen) => {
        const place = 'octant.preferences';
        if (!localStorage.getItem(place)) localStorage.setItem(place, JSON.stringify(chosen));
    }, { language: 'en', theme: 'light', compact: true, columns: {}, ...preferences });
}

/** Signs in without the form, in the language asked for. */
export async function signIn(context, house, person, language = 'en') {
    const { request } = context;
    const login = await request.post(`${house.url}/api/v1/login`, { data: person });
    assert.equal(login.status(), 200, await login.text());
    const { csrf } = await login.json();
    const changed = await request.patch(`${house.url}/api/v1/me`, {
        data: { language }, headers: { 'X-CSRF-Token': csrf },
    });
    assert.equal(changed.status(), 200, await changed.text());
    return csrf;
}

export async function open(page, url) {
    await page.goto(url, { waitUntil: 'commit' });
    await settled(page);
}

/** Goes on inside the program, as a link does: nothing is loaded anew. */
export async function moveTo(page, path) {
    await page.evaluate((address) => {
        history.pushState(null, '', address);
        dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await settled(page);
}

export async function axeFindings(page) {
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
    const options = { runOnly: rules, resultTypes: ['violations'] };
    const { violations } = await page.evaluate((chosen) => window.axe.run(chosen), options);
    return violations.map((found) => `${found.id}: ${found.nodes[0].html.slice(0, 120)}`);
}

/** Wider than the window, as a whole or in its main part. */
export function overflows(page) {
    return page.evaluate(() => {
        const parts = [document.documentElement, document.querySelector('main')];
        return parts.some((part) => part && part.scrollWidth > part.clientWidth);
    });
}

/** The gzipped bytes of scripts and style sheets that a page asks for, and what it asks of others. */
export function weighing(page, house) {
    const weight = { script: 0, stylesheet: 0, outside: [] };
    const under = [];
    page.on('response', (response) => {
        const url = response.url();
        if (!url.startsWith(house.url) && !url.startsWith('data:')) weight.outside.push(url);
        const kind = response.request().resourceType();
        if (kind !== 'script' && kind !== 'stylesheet') return;
        under.push(response.body().then((body) => {
            weight[kind] += gzipSync(body, { level: 9 }).length;
        }));
    });
    return async () => {
        await Promise.all(under);
        return weight;
    };
}

/** How much of the page has moved under the eyes of its reader (CLS), as the browser measured it. */
export function layoutShift(page) {
    return page.evaluate(() => new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
            for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 100); // the buffered ones are told in a task of their own
    }));
}
