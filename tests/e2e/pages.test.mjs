// Every page of the face, light and dark, in both languages, at the desk and on the phone: no finding of axe,
// no overflow, no error in the console, no request outside the house, and not too heavy.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import {
    axeFindings, layoutShift, moveTo, open, overflows, people, prefer, signIn, weighing,
} from './face.mjs';
import { atHome, journey } from './house.mjs';

const kib = 1024;
const scriptLimit = 220 * kib;
const styleLimit = 20 * kib;
const shiftLimit = 0.02;
const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const fixed = ['/', '/go/sales', '/go/demand', '/go/planning', '/tasks', '/scan', '/reports', '/no/such'];

const at = atHome();

/** The list, the first record and the empty form of every noun, and every report. */
async function addresses(request) {
    const { nouns } = await (await request.get(`${at.house.url}/api/v1/meta`)).json();
    const found = [];
    for (const noun of nouns) {
        const path = `/${noun.name.replace('.', '/')}`;
        const { rows } = await (await request.get(`${at.house.url}/api/v1${path}?limit=1`)).json();
        found.push(path);
        if (rows[0]) found.push(`${path}/${rows[0].id}`);
        if (rows[0] && noun.name === 'sales.order') found.push(`${path}/${rows[0].id}/explain`);
        if (noun.may.includes('create')) found.push(`${path}/new`);
    }
    const { reports } = await (await request.get(`${at.house.url}/api/v1/reports`)).json();
    const shown = reports.filter((report) => report.name !== 'explain');
    return [...fixed, ...found, ...shown.map((report) => `/reports/${report.name}`)];
}

// One of them loads each page by its address, the others move from page to page.
const looks = [
    { language: 'en', theme: 'light', viewport: desk, loads: true },
    { language: 'zh', theme: 'dark', viewport: desk },
    { language: 'en', theme: 'dark', viewport: phone },
    { language: 'zh', theme: 'light', viewport: phone },
];

/** What is wrong with a page as it stands; empty when all is well. */
async function faults(page) {
    const found = await axeFindings(page);
    if (await overflows(page)) found.push('wider than the window');
    const headings = await page.getByRole('heading', { level: 1 }).count();
    if (headings !== 1) found.push(`${headings} headings of level one`);
    return found;
}

async function walk(page, troubles, { language, theme, loads }) {
    await prefer(page.context(), { language, theme });
    await signIn(page.context(), at.house, people.administrator, language);
    const weigh = weighing(page, at.house);
    const wrong = [];
    await open(page, at.house.url);
    for (const path of await addresses(page.request)) {
        await (loads ? open(page, at.house.url + path) : moveTo(page, path));
        const found = [...(await faults(page)), ...troubles.splice(0)];
        wrong.push(...found.map((fault) => `${path}: ${fault}`));
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual((await weigh()).outside, []);
}

// Two at a time, as many as the smallest machine has cores. Each look is of one language, and the language is
// kept with the user, so those side by side share it.
for (const language of ['en', 'zh']) {
    describe(`every page, ${language}`, { concurrency: 2 }, () => {
        for (const look of looks.filter((one) => one.language === language)) {
            const { theme, viewport } = look;
            const name = `${language}-${theme}-${viewport.width}`;
            test(name, async () => {
                const visit = (page, troubles) => walk(page, troubles, look);
                await journey(at.browser, `pages-${name}`, { viewport, traced: false }, visit);
            });
        }
    });
}

test('the first page of a list is light enough', async () => {
    await journey(at.browser, 'weight', {}, async (page) => {
        await signIn(page.context(), at.house, people.seller);
        const weigh = weighing(page, at.house);
        await open(page, `${at.house.url}/sales/order`);
        const { script, stylesheet } = await weigh();
        assert.ok(script > 0 && script <= scriptLimit, `${script} bytes of script`);
        assert.ok(stylesheet <= styleLimit, `${stylesheet} bytes of style`);
    });
});

for (const path of ['/', '/sales/order']) {
    test(`nothing moves while ${path} fills`, async () => {
        await journey(at.browser, 'shift', {}, async (page) => {
            await prefer(page.context(), {});
            await signIn(page.context(), at.house, people.seller);
            await open(page, at.house.url + path);
            const shift = await layoutShift(page);
            assert.ok(shift < shiftLimit, `moved by ${shift}`);
        });
    });
}

test('language and theme are switched without losing the page', async () => {
    await journey(at.browser, 'switch', {}, async (page) => {
        await prefer(page.context(), {});
        await signIn(page.context(), at.house, people.seller);
        await open(page, `${at.house.url}/sales/order`);
        await page.getByRole('button', { name: /Switch to Chinese/ }).click();
        await page.getByRole('button', { name: '导出' }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
        await page.getByRole('button', { name: '深色主题' }).click();
        assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
        await page.reload();
        await page.getByRole('button', { name: '浅色主题' }).waitFor();
    });
});
