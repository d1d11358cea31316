// One of several processes that work on one table at once and may be killed at any moment.
//   write <location> <seed> <writer> <steps>   carries out the writer's steps from where the table says it is
//   care <location>                            optimises and vacuums until standard input ends
// Prints AT n (the last step that the table has) once, then DONE n after each acknowledged commit.
using System.Globalization;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Delta.Writer;

var table = DeltaTable.At(new Uri(args[1]));
await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1, MemoryLimit = "256MB" });
if (args[0] == "care")
{
    await Caretaker.RunAsync(table, engine);
    return;
}

var writer = Number(3);
var snapshot = await table.GetSnapshotAsync(CancellationToken.None);
var at = snapshot.AppTransactions.GetValueOrDefault(WriterStep.AppId(writer));
Console.WriteLine($"AT {at}");
foreach (var step in WriterStep.Plan(Number(2), writer, Number(4)).Skip((int)at))
{
    var result = await step.RunAsync(table, engine, writer, CancellationToken.None);
    Console.WriteLine(result.Committed ? $"DONE {step.Number}" : $"TWICE {step.Number}");
}

int Number(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);
