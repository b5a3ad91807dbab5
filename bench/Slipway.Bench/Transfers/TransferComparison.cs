// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>
/// Measures pushes to and pulls from Debian's <c>docker-registry</c> by several clients. Each push goes to a registry of its own, which has nothing: no client
/// may find a blob there, or know from before where it could be mounted from.
/// </summary>
internal sealed class TransferComparison(IReadOnlyList<ITransferClient> clients, int rounds)
{
    /// <summary>Moves images of a few large layers and of many small ones; gives the table, in Markdown.</summary>
    public async Task<string> RunAsync()
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"| medians of {rounds} rounds |").AppendJoin("", clients.Select(static client => $" {client.Name} |"))
            .AppendJoin("", clients.Skip(1).Select(static peer => $" wall / {peer.Name} | CPU / {peer.Name} |")).Append(" goal for wall |\n|---|").Insert(table.Length, "---:|", (clients.Count * 3) - 1).Append('\n');
        foreach (var (name, text, layers, size) in (IReadOnlyList<(string, string, int, int)>)[("large", "an image of 1 GB in four layers", 4, 256_000_000), ("small", "an image of 200 layers of 20 KB", 200, 20_000)])
        {
            using var image = await TransferImage.CreateAsync(name, text, layers, size);
            AddRow(table, $"push {text}", await MeasureAsync(client => PushAsync(client, image), $"push {name}"));
            await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, CancellationToken.None);
            await Oracle.RunAsync("skopeo", ["copy", "--dest-tls-verify=false", image.Layout, $"docker://{registry.Registry}/{image.Reference}"], CancellationToken.None);
            AddRow(table, $"pull {text}", await MeasureAsync(client => PullAsync(client, image, registry.Registry), $"pull {name}"));
        }
        return table.ToString();
    }

    private async Task<IReadOnlyList<Cost>> MeasureAsync(Func<ITransferClient, Task<Cost>> move, string what)
    {
        var costs = clients.ToDictionary(static client => client, static _ => new List<Cost>());
        // The first round fills the caches of programs and files.
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var client in clients)
            {
                var cost = await move(client);
                Console.Error.WriteLine($"{what}, {client.Name}: {cost} (wall, CPU)");
                if (round > 0)
                    costs[client].Add(cost);
            }
        }
        return [.. clients.Select(client => Cost.Median(costs[client]))];
    }

    private static async Task<Cost> PushAsync(ITransferClient client, TransferImage image)
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, CancellationToken.None);
        await client.OfferAsync(image, registry.Registry);
        return await client.PushAsync(image, registry.Registry);
    }

    private static async Task<Cost> PullAsync(ITransferClient client, TransferImage image, string registry)
    {
        await client.ForgetAsync();
        return await client.PullAsync(image, registry);
    }

    private static void AddRow(StringBuilder table, string name, IReadOnlyList<Cost> costs)
    {
        table.Append(CultureInfo.InvariantCulture, $"| {name} |").AppendJoin("", costs.Select(static cost => $" {cost} |"));
        foreach (var peer in costs.Skip(1))
            table.Append(CultureInfo.InvariantCulture, $" {costs[0].Wall / peer.Wall:0.000} | {costs[0].Cpu / peer.Cpu:0.000} |");
        table.Append(" ≤ 1.000 |\n");
    }
}
