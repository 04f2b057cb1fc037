// An order is sold, shipped, invoiced and collected in the browser, each step by the one whose work it is.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { open, people, prefer, signIn } from './face.mjs';
import { journey, openBrowser, settled, startHouse } from './house.mjs';

let house, browser;
before(async () => {
    house = await startHouse(['--demo']);
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await house?.stop();
});

const state = (page, noun, word) => page.getByRole('group', { name: noun }).getByText(word, { exact: true });

/** Opens the related document of that kind from the page of a document. */
async function follow(page, kind) {
    const card = page.getByRole('region', { name: 'Related documents' })
        .getByRole('listitem').filter({ hasText: kind }).first();
    await card.getByRole('link').click();
    await settled(page);
}

async function become(page, person, path) {
    await signIn(page.context(), house, person);
    await open(page, house.url + path);
}

/** Types into a field that finds records and takes the first one found. */
async function pick(page, field, text) {
    await page.getByRole('combobox', { name: field }).click();
    await page.getByRole('combobox', { name: field }).fill(text);
    await page.getByRole('listbox').getByRole('option').filter({ hasText: text }).first().click();
}

async function sell(page) {
    await become(page, people.seller, '/sales/order/new');
    await pick(page, 'Customer', 'Hengyuan');
    await pick(page, 'Item, line 1', 'BRG-6204');
    await page.getByLabel('Quantity, line 1').fill('2');
    await page.keyboard.press('Control+s');
    await page.getByText('Saved').waitFor();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await state(page, 'Order', 'Confirmed').waitFor();
    const number = await page.getByRole('heading', { level: 1 }).textContent();
    assert.match(number, /^SO-/);
    return { number, path: new URL(page.url()).pathname };
}

test('sell, ship, invoice, collect (GEN-1)', async () => {
    await journey(browser, 'order_to_cash', {}, async (page, troubles) => {
        await prefer(page.context(), {});
        const order = await sell(page);
        await become(page, people.keeper, order.path);
        await follow(page, 'Delivery');
        await page.getByRole('button', { name: 'Ship' }).click();
        await state(page, 'Delivery', 'Shipped').waitFor();
        await page.getByRole('button', { name: 'Deliver' }).click();
        await state(page, 'Delivery', 'Delivered').waitFor();
        await become(page, people.accountant, order.path);
        await follow(page, 'Invoice');
        await page.getByRole('button', { name: 'Post' }).click();
        await state(page, 'Invoice', 'Posted').waitFor();
        await page.getByRole('link', { name: 'Collect payment' }).click();
        await page.getByRole('textbox', { name: 'Amount', exact: true }).waitFor();
        await page.keyboard.press('Control+s');
        await page.getByText('Saved').waitFor();
        await page.getByRole('button', { name: 'Post' }).click();
        await state(page, 'Payment', 'Posted').waitFor();
        await become(page, people.seller, order.path);
        await state(page, 'Order', 'Closed').waitFor();
        assert.deepEqual(troubles, []);
    });
});
