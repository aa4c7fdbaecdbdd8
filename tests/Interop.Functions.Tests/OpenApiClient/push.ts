import { readFileSync } from "node:fs";
import { client } from "./client/client.gen";
import { pushMedissimoPillboxPlan, type MedissimoPillboxPlan } from "./client";

async function main(): Promise<void> {
  const [address, token, file] = process.argv.slice(2);
  client.setConfig({ baseUrl: address, auth: () => token });
  const plan: MedissimoPillboxPlan = JSON.parse(readFileSync(file, "utf8"));
  const lines: number = plan.lines.length;
  const { data, error, response } = await pushMedissimoPillboxPlan({ body: plan, headers: { Prefer: "wait=20" } });
  console.log(JSON.stringify({ status: response?.status, lines, answer: data ?? error }));
}

void main();
