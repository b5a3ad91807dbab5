// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Bench;

/// <summary>
/// Measures our registry beside Debian's <c>docker-registry</c>: rounds in which both do the same in turns, on one file system, under the same load. A first
/// round, which doesn't count, fills caches.
/// </summary>
internal sealed class ServerComparison(string program, int rounds)
{
    private const int ManyTags = 10_000;
    private const int MostTags = 1_000_000;
    private const int Readers = 32;
    private const int BulkSize = 256_000_000;
    private const double Gigabyte = 1e9;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);
    private readonly TaggedManifests _many = new("bench/many", ManyTags);

    /// <summary>Measures everything; gives the table, in Markdown.</summary>
    public async Task<string> RunAsync()
    {
        await using var ours = await SlipwayServer.StartAsync(program);
        await using var theirs = await DebianServer.StartAsync();
        await using var theirsWithUsers = await theirs.StartWithUsersAsync();
        var table = new ServerTable(rounds, theirs.Name);
        await MeasurePushesAsync(table, ours, theirs);
        await MeasureReadsAsync(table, ours, theirs, theirsWithUsers);
        await MeasureBulkAsync(table, ours, theirs);
        await MeasureMemoryAsync(table);
        await MeasureFlushesAsync(table, ours, theirs);
        await MeasureTagsAsync(table, ours, theirs);
        return table.ToString();
    }

    private async Task MeasurePushesAsync(ServerTable table, SlipwayServer ours, DebianServer theirs)
    {
        foreach (var (clients, text) in new[] { (1, "one client"), (8, "eight clients") })
        {
            var (own, peers) = await InTurnsAsync<IRegistryServer, Load>(ours, theirs, $"pushes, {text}", (server, _) =>
                Load.RunAsync(server, clients, Slice, static (connection, _) => new SmallPush(connection, "bench/small", layers: 3, 64 * 1024).Run));
            table.AddRates($"pushes of an image of 3 × 64 KiB, {text}", own, peers, 4);
        }
    }

    private async Task MeasureReadsAsync(ServerTable table, SlipwayServer ours, DebianServer theirs, DebianServer theirsWithUsers)
    {
        foreach (var server in (IReadOnlyList<IRegistryServer>)[ours, theirs])
            await PushAsync(server, _many);
        var (own, peers) = await InTurnsAsync<IRegistryServer, Load>(ours, theirs, "manifests",
            async (server, _) => await PullTagsAsync(server, server == ours ? await ours.GetTokenAsync(_many.Repository) : null));
        table.AddRates($"GET of a manifest by one of {ManyTags} tags at random, ours with a token, theirs with no login", own, peers, 5);
        (own, peers) = await InTurnsAsync<IRegistryServer, Load>(ours, theirsWithUsers, "manifests with a password", (server, _) => PullTagsAsync(server, RegistryUser.Basic));
        table.AddRates("the same with a password, bcrypt of cost 10 at both", own, peers, 300);
        var path = $"/v2/{_many.Repository}/blobs/{Digest.Sha256(_many.Layer)}";
        (own, peers) = await InTurnsAsync<IRegistryServer, Load>(ours, theirs, "small blobs",
            (server, _) => Load.RunAsync(server, Readers, Slice, (connection, _) => new ExpectedAnswer(connection).Repeat(path, _many.Layer)));
        table.AddRates("GET of a blob of 14 KiB, ours with a password, theirs with no login", own, peers, 10);
    }

    private async Task MeasureBulkAsync(ServerTable table, SlipwayServer ours, DebianServer theirs)
    {
        const int clients = 8;
        var content = SampleManifest.MakeLayer(BulkSize, 1);
        var (own, peers) = await InTurnsAsync<IRegistryServer, Load>(ours, theirs, "bulk push", async (server, round) =>
        {
            // Something new each round; the last is pulled afterwards.
            BitConverter.TryWriteBytes(content, round);
            var digest = Digest.Sha256(content);
            return await Load.RunAsync(server, 1, TimeSpan.Zero, (connection, _) => () => SmallPush.PushBlob(connection, "bench/bulk", content, digest));
        });
        table.AddCosts("CPU seconds to push a GB", [.. own.Select(PerGigabyte)], [.. peers.Select(PerGigabyte)], "0.00", "≤ 1");
        var path = $"/v2/bench/bulk/blobs/{Digest.Sha256(content)}";
        (own, peers) = await InTurnsAsync<IRegistryServer, Load>(ours, theirs, "bulk pull",
            (server, _) => Load.RunAsync(server, clients, TimeSpan.Zero, (connection, _) => new ExpectedAnswer(connection).Repeat(path, content)));
        table.AddCosts("CPU seconds to pull a GB, eight clients", [.. own.Select(PerGigabyte)], [.. peers.Select(PerGigabyte)], "0.00", "≤ 0.7");

        static double PerGigabyte(Load load) => load.Cpu.TotalSeconds / (load.Done * BulkSize / Gigabyte);
    }

    // Each time a new process, whose memory has seen nothing else.
    private async Task MeasureMemoryAsync(ServerTable table)
    {
        const int clients = 64;
        var content = SampleManifest.MakeLayer(BulkSize / 8, 2);
        var path = $"/v2/bench/bulk/blobs/{Digest.Sha256(content)}";
        var (own, peers) = await InTurnsAsync<Func<Task<IRegistryServer>>, double>(
            async () => await SlipwayServer.StartAsync(program), static async () => await DebianServer.StartAsync(), "memory", async (start, _) =>
            {
                await using var server = await start();
                using (var connection = new RawConnection(server.Address, server.Authorization))
                    SmallPush.PushBlob(connection, "bench/bulk", content, Digest.Sha256(content));
                await Load.RunAsync(server, clients, TimeSpan.FromSeconds(1), (connection, _) => new ExpectedAnswer(connection).Repeat(path, content));
                return PeakMemory.Of(server.ProcessId) / 1e6;
            });
        table.AddCosts("peak memory under 64 pulls at once, MB", own, peers, "0", "≤ 0.6");
    }

    private async Task MeasureFlushesAsync(ServerTable table, SlipwayServer ours, DebianServer theirs)
    {
        const int pushes = 10;
        var (own, peers) = await InTurnsAsync<IRegistryServer, double>(ours, theirs, "flushes", async (server, _) => await FlushCount.CountAsync(server.ProcessId, () =>
        {
            using var connection = new RawConnection(server.Address, server.Authorization);
            var push = new SmallPush(connection, "bench/small", layers: 1, 64 * 1024);
            for (var number = 0; number < pushes; number++)
                push.Run();
        }) / (double)pushes);
        table.AddCosts("flushes (fsync and its like) in the push of an image of one layer", own, peers, "0.0", "≤ 8 of ours");
    }

    private async Task MeasureTagsAsync(ServerTable table, SlipwayServer ours, DebianServer theirs)
    {
        var tagged = new TaggedManifests("bench/most", 1);
        await PushAsync(ours, tagged);
        ours.FillTags(tagged.Repository, TaggedManifests.TagOf(0), MostTags);
        var (own, peers) = await InTurnsAsync<IRegistryServer, double>(ours, theirs, "tag pages", (server, _) => server == ours
            ? TagPages.MeasureAsync(server, tagged.Repository, static number => string.Create(CultureInfo.InvariantCulture, $"t{number:0000000}"), MostTags)
            : TagPages.MeasureAsync(server, _many.Repository, TaggedManifests.TagOf, ManyTags));
        table.AddCosts($"a page of 100 tags, median in ms: ours of {MostTags} tags, theirs of {ManyTags}", own, peers, "0.00", "≤ 2 ms");
        (own, peers) = await InTurnsAsync<IRegistryServer, double>(ours, theirs, "deletion", (server, round) => DeleteAsync(server, $"bench/deleted{round}"));
        table.AddCosts($"deletion of a manifest with {ManyTags} tags, seconds", own, peers, "0.000", "≤ 0.1 s");
    }

    private static async Task<double> DeleteAsync(IRegistryServer server, string repository)
    {
        var manifests = new TaggedManifests(repository, 1);
        await PushAsync(server, manifests);
        await server.TagAsync(manifests, 0, [.. Enumerable.Range(1, ManyTags).Select(TaggedManifests.TagOf)]);
        using var connection = new RawConnection(server.Address, server.Authorization);
        connection.Send("GET", $"/v2/{repository}/manifests/{TaggedManifests.TagOf(ManyTags)}", default, 200);
        var begun = Stopwatch.GetTimestamp();
        connection.Send("DELETE", $"/v2/{repository}/manifests/{manifests.DigestOf(0)}", default, 202);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        connection.Send("GET", $"/v2/{repository}/manifests/{TaggedManifests.TagOf(ManyTags)}", default, 404);
        return seconds;
    }

    private static async Task PushAsync(IRegistryServer server, TaggedManifests manifests)
    {
        using (var connection = new RawConnection(server.Address, server.Authorization))
        {
            SmallPush.PushBlob(connection, manifests.Repository, manifests.Config, Digest.Sha256(manifests.Config));
            SmallPush.PushBlob(connection, manifests.Repository, manifests.Layer, Digest.Sha256(manifests.Layer));
        }
        await server.AddAsync(manifests);
    }

    private Task<Load> PullTagsAsync(IRegistryServer server, string? authorization) =>
        Load.RunAsync(server, Readers, authorization, static elapsed => elapsed < Slice, (connection, client) =>
        {
            var random = new Random(client);
            var answer = new ExpectedAnswer(connection);
            return () =>
            {
                var number = random.Next(ManyTags);
                answer.Get(connection.Prepare("GET", $"/v2/{_many.Repository}/manifests/{TaggedManifests.TagOf(number)}"), _many.BytesOf(number));
            };
        });

    private async Task<(IReadOnlyList<TResult> Ours, IReadOnlyList<TResult> Theirs)> InTurnsAsync<TServer, TResult>(TServer ours, TServer theirs, string what, Func<TServer, int, Task<TResult>> measure)
    {
        var (own, peers) = (new List<TResult>(), new List<TResult>());
        for (var round = 0; round <= rounds; round++)
        {
            own.Add(await measure(ours, round));
            peers.Add(await measure(theirs, round));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {own[^1]} beside {peers[^1]}"));
        }
        return (own[1..], peers[1..]);
    }
}
