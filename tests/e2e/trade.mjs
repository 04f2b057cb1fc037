// Steps of a sale that several journeys take, each in the browser and by the one whose work it is.
import assert from 'node:assert/strict';
import { open, people, signIn } from './face.mjs';
import { settled } from './house.mjs';

/** The state in the head of a document of that kind. */
export const state = (page, noun, word) =>
    page.getByRole('group', { name: noun }).getByText(word, { exact: true });

export const act = (page, name) =>
    page.getByRole('toolbar', { name: 'Actions' }).getByRole('button', { name, exact: true }).click();

/** The same page, now in the hands of this person. */
export async function become(page, house, person, path) {
    await signIn(page.context(), house, person);
    await open(page, house.url + path);
}

/** Opens the related document of that kind from the page of a document. */
export async function follow(page, ...marks) {
    let cards = page.getByRole('region', { name: 'Related documents' }).getByRole('listitem');
    for (const mark of marks) cards = cards.filter({ hasText: mark });
    await cards.first().getByRole('link').click();
    await settled(page);
}

/** Types into a field that finds records and takes the first one found. */
export async function pick(page, field, text) {
    await page.getByRole('combobox', { name: field }).click();
    await page.getByRole('combobox', { name: field }).fill(text);
    await page.getByRole('listbox').getByRole('option').filter({ hasText: text }).first().click();
}

export async function saved(page) {
    await page.keyboard.press('Control+s');
    await page.getByText('Saved').first().waitFor();
    await settled(page);
}

/** Writes an order of one line and confirms it; `becomes` is the state that must follow. */
export async function sell(page, house, { customer = 'Hengyuan', quantity, becomes = 'Confirmed' }) {
    await become(page, house, people.seller, '/sales/order/new');
    await pick(page, 'Customer', customer);
    await pick(page, 'Item, line 1', 'BRG-6204');
    await page.getByLabel('Quantity, line 1').fill(String(quantity));
    await saved(page);
    await act(page, 'Confirm');
    await state(page, 'Order', becomes).waitFor();
    assert.match(await page.getByRole('heading', { level: 1 }).textContent(), /^SO-/);
    return new URL(page.url()).pathname;
}
