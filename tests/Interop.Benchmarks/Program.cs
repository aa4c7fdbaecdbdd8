using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/Interop.Benchmarks -- --filter '*Map*' (without a filter it asks which)
BenchmarkSwitcher.FromAssembly(typeof(Interop.Benchmarks.PlanBenchmarks).Assembly).Run(args);
