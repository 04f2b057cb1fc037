"""A server killed at random moments under load loses nothing that it acknowledged, and its books stay provable.

Usage: kill_test.py PROGRAM [--kills N] [--postgres URL] [--seed N]. Ends with `N passed, N failed`.
Clients sell, ship and bill; each command carries an idempotency key. When the server dies under a command, the
client asks again with the same key after the restart, and whatever it is told then must be the one answer.
"""
import argparse
import http.client
import json
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

CLIENTS = 4
KILLS_BETWEEN_PROOFS = 25


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, program, place):
        self.program, self.place, self.port = program, place, free_port()
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", *self.place, "--port", str(self.port), "--empty"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.process.stdout.readline()
        if "serves" not in line:
            raise RuntimeError(f"the server did not start: {line}{self.process.stdout.read()}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def verify(self):
        ran = subprocess.run([self.program, "verify", *self.place], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, check=False)
        return "" if ran.returncode == 0 else ran.stdout


class Session:
    """Of the administrator; survives the server's death."""

    def __init__(self, server):
        self.server = server
        answer, headers = self.call("POST", "/api/v1/login", {"user": "admin", "password": "octant-admin"})
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.csrf = answer["csrf"]

    def call(self, method, path, body=None, key=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json"}
            if hasattr(self, "cookie"):
                headers |= {"Cookie": self.cookie, "X-CSRF-Token": self.csrf}
            if key:
                headers["Idempotency-Key"] = key
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            text = response.read()
            if response.status >= 400:
                raise RuntimeError(f"{method} {path}: {response.status} {text.decode()}")
            return json.loads(text), response.headers
        finally:
            connection.close()


class Client(threading.Thread):
    """Sells one thing after the other; remembers what was acknowledged."""

    def __init__(self, session, names, alive, seed):
        super().__init__(daemon=True)
        self.session, self.names, self.alive = session, names, alive
        self.random = random.Random(seed)
        self.acknowledged = {}  # path -> the state it must be past
        self.answers = 0
        self.asked_again = 0
        self.stopping = False
        self.trouble = ""

    def run(self):
        try:
            while not self.stopping:
                self.sell()
        except Exception as fault:  # told at the end, and the test fails
            self.trouble = f"{type(fault).__name__}: {fault}"

    def command(self, path, body=None):
        key = f"{self.random.getrandbits(64):x}"
        while True:
            self.alive.wait()
            try:
                answer, _ = self.session.call("POST", path, body, key)
                self.answers += 1
                return answer
            except (OSError, http.client.HTTPException):
                self.asked_again += 1
                time.sleep(0.01)

    def sell(self):
        quantity = str(self.random.randint(1, 3))
        order = self.command("/api/v1/sales/order", {
            "customer": self.names["customer"], "lines": [{"item": self.names["item"], "quantity": quantity}]})
        path = f"/api/v1/sales/order/{order['id']}"
        self.acknowledged[path] = "draft"
        self.command(f"{path}/confirm", {})
        self.acknowledged[path] = "confirmed"
        for noun, verb in (("supply.delivery", "ship"), ("finance.invoice", "post")):
            related, _ = self.ask(f"{path}/related")
            for card in related["down"]:
                if card["noun"] == noun:
                    child = f"/api/v1/{noun.replace('.', '/')}/{card['id']}"
                    self.command(f"{child}/{verb}", {})
                    self.acknowledged[child] = verb

    def ask(self, path):
        while True:
            self.alive.wait()
            try:
                return self.session.call("GET", path)
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)


def create_masters(session):
    item, _ = session.call("POST", "/api/v1/master/item", {
        "code": "KILL-1", "name": "Survivor", "unit": "pcs", "list_price": "10", "standard_cost": "6"})
    party, _ = session.call("POST", "/api/v1/master/party", {"code": "KC", "name": "Customer"})
    receipt, _ = session.call("POST", "/api/v1/supply/receipt", {
        "party": party["id"], "lines": [{"item": item["id"], "quantity": "1000000", "price": "6"}]})
    session.call("POST", f"/api/v1/supply/receipt/{receipt['id']}/receive", {})
    return {"item": item["id"], "customer": party["id"]}


def lost(session, client):
    """What was acknowledged and is not there, or not as far as was said."""
    for path, said in client.acknowledged.items():
        record, _ = session.call("GET", path)
        if said != "draft" and record["state"] == "draft":
            yield f"{path}: {said} was acknowledged, it is a draft"


def run(options, place):
    server = Server(options.program, place)
    server.start()
    session = Session(server)
    alive = threading.Event()
    alive.set()
    names = create_masters(session)
    clients = [Client(session, names, alive, options.seed * 100 + n) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    chance = random.Random(options.seed)
    troubles = []
    for kill in range(1, options.kills + 1):
        time.sleep(chance.uniform(0.02, 0.5))
        alive.clear()
        server.kill()
        if kill % KILLS_BETWEEN_PROOFS == 0 and (found := server.verify()):
            troubles.append(f"after kill {kill}: {found}")
        server.start()
        alive.set()
    for client in clients:
        client.stopping = True
    for client in clients:
        client.join(60)
        if client.is_alive() or client.trouble:
            troubles.append(client.trouble or "a client hangs")
    for client in clients:
        troubles += lost(session, client)
    server.process.terminate()
    server.process.wait()
    troubles += filter(None, [server.verify()])
    print(f"{options.kills} kills, {sum(c.answers for c in clients)} commands acknowledged, "
          f"{sum(c.asked_again for c in clients)} asked again")
    return troubles


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--postgres")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="octant-kill-") as folder:
        place = ["--data", folder] + (["--postgres", options.postgres] if options.postgres else [])
        troubles = run(options, place)
    for trouble in troubles:
        print(trouble)
    print(f"{int(not troubles)} passed, {int(bool(troubles))} failed")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
