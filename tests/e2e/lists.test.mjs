// Signing in, and what a list can do: filter, tabs, sort, groups, columns, keys, import, all in the address.
import assert from 'node:assert/strict';
import test from 'node:test';
import { open, people, prefer, signIn } from './face.mjs';
import { atHome, journey, settled } from './house.mjs';

const at = atHome();

const counted = async (page) => {
    const text = await page.getByText(/^[\d,]+ rows$/).textContent();
    return Number(text.replace(/\D/g, ''));
};

/** Waits until the address asks for this, read as a person reads it; then until the page shows it. */
async function asksFor(page, part) {
    await page.waitForURL((url) => decodeURIComponent(url.search.replaceAll('+', ' ')).includes(part));
    await settled(page);
}

async function orders(page, query = '') {
    await prefer(page.context(), {});
    await signIn(page.context(), at.house, people.seller);
    await open(page, `${at.house.url}/sales/order${query}`);
}

test('a wrong password is refused, the right one opens the page asked for', async () => {
    await journey(at.browser, 'login', {}, async (page) => {
        await prefer(page.context(), {});
        await signIn(page.context(), at.house, people.seller); // who keeps a language of his own
        await page.context().clearCookies();
        await open(page, `${at.house.url}/sales/order?filter=state:confirmed`);
        await page.getByLabel('User name').fill(people.seller.user);
        await page.getByLabel('Password').fill('not this one');
        await page.getByRole('button', { name: 'Sign in' }).click();
        assert.match(await page.getByRole('alert').textContent(), /wrong/);
        await page.getByLabel('Password').fill(people.seller.password);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
        assert.match(page.url(), /filter=state:confirmed/);
    });
});

test('filter, tab and sort narrow the list and stay in the address', async () => {
    await journey(at.browser, 'filter', {}, async (page, troubles) => {
        await orders(page);
        const all = await counted(page);
        await page.getByRole('button', { name: /^Closed/ }).click();
        await asksFor(page, 'state:closed');
        const closed = await counted(page);
        assert.ok(closed > 0 && closed < all, `${closed} of ${all}`);
        await page.getByRole('searchbox', { name: 'Filter' }).fill('state:closed total>5000');
        await page.keyboard.press('Enter');
        await asksFor(page, 'total>5000');
        assert.ok((await counted(page)) < closed);
        await page.getByRole('columnheader', { name: 'Total' }).getByRole('button').click();
        await asksFor(page, 'sort=total');
        const link = () => page.getByRole('table').getByRole('link').first().textContent();
        const first = await link();
        await page.reload();
        await settled(page);
        assert.equal(await link(), first);
        assert.deepEqual(troubles, []);
        await page.getByRole('searchbox', { name: 'Filter' }).fill('nonsense>1');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').first().waitFor();
    });
});

test('the builder writes the filter, groups sum it', async () => {
    await journey(at.browser, 'builder', {}, async (page, troubles) => {
        await orders(page);
        await page.getByRole('button', { name: 'Build a filter' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Total' });
        await dialog.getByRole('combobox', { name: 'Comparison' }).selectOption({ label: 'above' });
        await dialog.getByRole('textbox', { name: 'Value' }).fill('1000');
        await dialog.getByRole('button', { name: 'Apply' }).click();
        await asksFor(page, 'total>1000');
        await page.getByRole('button', { name: 'Group' }).click();
        await page.getByRole('menuitem', { name: 'Customer', exact: true }).click();
        await asksFor(page, 'group=customer');
        const row = page.getByRole('row').nth(1);
        const count = Number((await row.getByRole('cell').nth(1).textContent()).replace(/\D/g, ''));
        await row.getByRole('button').click();
        await page.waitForURL((url) => !url.search.includes('group='));
        await settled(page);
        assert.equal(await counted(page), count);
        assert.deepEqual(troubles, []);
    });
});

test('everything by keyboard: rows, palette, help', async () => {
    await journey(at.browser, 'keys', {}, async (page) => {
        await orders(page);
        await page.keyboard.press('?');
        await page.getByRole('dialog').getByText('Next row').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press('j');
        await page.keyboard.press('j');
        await page.keyboard.press('x');
        await page.getByText('1 selected').waitFor();
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/sales\/order\/\d+/);
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /Search/ }).fill('Reports');
        await page.getByRole('option', { name: 'Reports' }).waitFor();
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/reports$/);
    });
});

test('columns are chosen per user, a list is exported as it is seen', async () => {
    await journey(at.browser, 'columns', {}, async (page) => {
        await orders(page, '?filter=state:confirmed');
        await page.getByRole('button', { name: 'Columns' }).click();
        await page.getByRole('menuitemcheckbox', { name: 'Currency' }).click();
        await page.keyboard.press('Escape');
        await page.getByRole('columnheader', { name: 'Currency' }).waitFor();
        await page.reload();
        await page.getByRole('columnheader', { name: 'Currency' }).waitFor();
        await settled(page);
        const rows = await counted(page);
        await page.getByRole('button', { name: 'Export' }).click();
        const href = await page.getByRole('menuitem', { name: /csv/ }).getAttribute('href');
        const text = await (await page.request.get(at.house.url + href)).text();
        assert.equal(text.trim().split('\n').length, rows + 1);
    });
});

test('an import is tried first and says which line is wrong', async () => {
    await journey(at.browser, 'import', {}, async (page) => {
        await prefer(page.context(), {});
        await signIn(page.context(), at.house, people.administrator);
        await open(page, `${at.house.url}/master/party`);
        const before = await counted(page);
        await page.getByRole('button', { name: 'Import' }).click();
        const dialog = page.getByRole('dialog');
        const csv = 'code,name\nE2E-1,Good Customer\nE2E-2,\n';
        const file = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
        await dialog.getByLabel('File').setInputFiles(file);
        await dialog.getByRole('button', { name: 'Dry run' }).click();
        await dialog.getByText('nothing was stored').waitFor();
        assert.equal(await dialog.getByRole('row').nth(1).getByRole('cell').first().textContent(), '3');
        await dialog.getByRole('button', { name: 'Import', exact: true }).click();
        await dialog.getByText('Import done').waitFor();
        await dialog.getByRole('button', { name: 'Close' }).first().click();
        await settled(page);
        assert.equal(await counted(page), before + 1);
    });
});
