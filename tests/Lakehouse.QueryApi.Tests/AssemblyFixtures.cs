using Lakehouse.QueryApi.Tests;

// One service for all tests that only read; those that change a lake or the service's limits start their own.
[assembly: AssemblyFixture(typeof(RunningApi))]
