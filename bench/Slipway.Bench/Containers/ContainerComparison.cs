// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>
/// Measures containers by hand by several engines: rounds in which each does the same in turns, on one file system. A first round, which doesn't count, fills caches.
/// </summary>
internal sealed class ContainerComparison(IReadOnlyList<IContainerEngine> engines, int rounds)
{
    private const int Crowd = 20, Repeats = 5;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    private readonly ContainerTable _table = new(engines, rounds);

    /// <summary>Measures everything; gives the table, in Markdown.</summary>
    public async Task<string> RunAsync()
    {
        await MeasureAsync("`run --rm` of `true`, ms", engine => RepeatAsync(engine, ["run", "--rm", .. engine.RunWords, SampleContainer.Image, "true"]), "≤ 0.333");
        await MeasureAsync("the same with `--network none`, ms", engine => RepeatAsync(engine, ["run", "--rm", "--network", "none", .. engine.RunWords, SampleContainer.Image, "true"]), null);
        await MeasureAsync("`run -d` to the first answer through a published port, ms", FirstAnswerAsync, "≤ 0.500");
        await MeasureAsync($"{Crowd} times `run --rm` of `true` at once, ms", engine => AtOnceAsync(engine, _ => ["run", "--rm", .. engine.RunWords, SampleContainer.Image, "true"]), null);
        await MeasureAsync($"{Crowd} times `run -d` at once, ms", StartCrowdAsync, null);
        await WithOneAsync(async () =>
        {
            await MeasureAsync("`exec` of `true`, ms", static engine => RepeatAsync(engine, ["exec", "one", "true"]), null);
        });
        await MeasureAsync("`stop` of a program that ends when asked, ms", StopAsync, null);
        await MeasureRatesAsync();
        await MeasureCrowdAsync();
        return _table.ToString();
    }

    private async Task MeasureAsync(string what, Func<IContainerEngine, Task<double>> measure, string? goal) =>
        _table.AddMedians(what, await InTurnsAsync(what, measure), "0", goal);

    private async Task<IReadOnlyList<IReadOnlyList<double>>> InTurnsAsync(string what, Func<IContainerEngine, Task<double>> measure)
    {
        var figures = engines.Select(static _ => new List<double>()).ToList();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (index, engine) in engines.Index())
            {
                var figure = await measure(engine);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, {engine.Name}: {figure:0.###}"));
                if (round > 0)
                    figures[index].Add(figure);
            }
        }
        return figures;
    }

    private static async Task<double> RepeatAsync(IContainerEngine engine, IReadOnlyList<string> words)
    {
        var times = new List<double>();
        for (var time = 0; time < Repeats; time++)
            times.Add((await DoAsync(engine, words)).Wall.TotalMilliseconds);
        return times.Order().ElementAt(Repeats / 2);
    }

    private static async Task<double> FirstAnswerAsync(IContainerEngine engine)
    {
        var times = new List<double>();
        for (var time = 0; time < Repeats; time++)
        {
            var port = BusyboxImage.FreePort();
            var begun = Stopwatch.GetTimestamp();
            var running = DoAsync(engine, ["run", "-d", "--name", "web1", .. engine.RunWords, .. SampleContainer.WebServer(port)]);
            await Task.Run(() => SampleContainer.WaitForAnswer(port));
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await running;
            await DoAsync(engine, ["rm", "-f", "web1"]);
        }
        return times.Order().ElementAt(Repeats / 2);
    }

    private static async Task<double> AtOnceAsync(IContainerEngine engine, Func<int, IReadOnlyList<string>> words)
    {
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Crowd).Select(number => DoAsync(engine, words(number))));
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static async Task<double> StartCrowdAsync(IContainerEngine engine)
    {
        var time = await AtOnceAsync(engine, number => ["run", "-d", "--name", $"crowd{number}", .. engine.RunWords, .. SampleContainer.Waiting]);
        await DoAsync(engine, ["rm", "-f", .. Enumerable.Range(0, Crowd).Select(static number => $"crowd{number}")]);
        return time;
    }

    private static async Task<double> StopAsync(IContainerEngine engine)
    {
        var times = new List<double>();
        await DoAsync(engine, ["run", "-d", "--name", "one", .. engine.RunWords, .. SampleContainer.Waiting]);
        for (var time = 0; time < Repeats; time++)
        {
            // Its trap is set by then.
            await Task.Delay(200);
            times.Add((await DoAsync(engine, ["stop", "one"])).Wall.TotalMilliseconds);
            await DoAsync(engine, ["start", "one"]);
        }
        await DoAsync(engine, ["rm", "-f", "one"]);
        return times.Order().ElementAt(Repeats / 2);
    }

    private async Task WithOneAsync(Func<Task> measure)
    {
        foreach (var engine in engines)
            await DoAsync(engine, ["run", "-d", "--name", "one", .. engine.RunWords, .. SampleContainer.Waiting]);
        await measure();
        foreach (var engine in engines)
            await DoAsync(engine, ["rm", "-f", "one"]);
    }

    private async Task MeasureRatesAsync()
    {
        var ports = new Dictionary<IContainerEngine, int>();
        foreach (var engine in engines)
        {
            ports[engine] = BusyboxImage.FreePort();
            await DoAsync(engine, ["run", "-d", "--name", "large", .. engine.RunWords, .. SampleContainer.LargeFile(ports[engine])]);
            SampleContainer.WaitForAnswer(ports[engine]);
        }
        _table.AddMedians("through a published port, MB/s", await InTurnsAsync("download", engine => Task.Run(() => SampleContainer.Download(ports[engine]) / 1e6)), "0", "≥ 1");
        foreach (var engine in engines)
            await DoAsync(engine, ["rm", "-f", "large"]);
    }

    // What an engine's processes hold and do with no container, one, and many; containers that wait.
    private async Task MeasureCrowdAsync()
    {
        var (alone, each, idle) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var engine in engines)
        {
            await engine.BeginAnewAsync();
            alone.Add(EngineProcesses.MemoryOf(engine.Processes()) / 1e6);
            await StartAsync(engine, 0);
            var one = EngineProcesses.MemoryOf(engine.Processes());
            for (var number = 1; number < Crowd; number++)
                await StartAsync(engine, number);
            await Task.Delay(Idle);
            var (processes, begun) = (engine.Processes(), Stopwatch.GetTimestamp());
            var cpu = CpuOf(processes);
            each.Add((EngineProcesses.MemoryOf(processes) - one) / 1e6 / (Crowd - 1));
            await Task.Delay(Idle);
            idle.Add((CpuOf(processes) - cpu) / Stopwatch.GetElapsedTime(begun).TotalSeconds * 1000);
            await DoAsync(engine, ["rm", "-f", .. Enumerable.Range(0, Crowd).Select(static number => $"crowd{number}")]);
        }
        _table.AddFigures($"memory for each running container, MB (from 1 to {Crowd})", each, "0.00", "≤ 2 MB of ours");
        _table.AddFigures("memory of what stays without a container, MB", alone, "0.0", null);
        _table.AddFigures($"CPU ms a second while {Crowd} containers wait", idle, "0.0", null);

        static Task<Cost> StartAsync(IContainerEngine engine, int number) =>
            DoAsync(engine, ["run", "-d", "--name", $"crowd{number}", .. engine.RunWords, .. SampleContainer.Waiting]);

        static double CpuOf(IReadOnlyList<int> processes) => processes.Sum(static process => ProcessTree.CpuOf(process).TotalSeconds);
    }

    private static Task<Cost> DoAsync(IContainerEngine engine, IReadOnlyList<string> words) => TimedCommand.RunAsync([.. engine.Client, .. words], engine.Environment);
}
