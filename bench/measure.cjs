// Loaded before a measured program: says at its end what it took. See measure.mjs.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cost = { cpuMs: (userCPUTime + systemCPUTime) / 1000, megabytes: maxRSS / 1024 };
  process.getBuiltinModule('fs').writeFileSync(process.env.ECA_BENCH_COST, JSON.stringify(cost));
});
