// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>skopeo, from an OCI layout and into one.</summary>
internal sealed class SkopeoTransfers : ITransferClient
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private readonly TempFolder _folder = new();

    private SkopeoTransfers(string version) => Name = version;

    public string Name { get; }

    public static async Task<SkopeoTransfers> CreateAsync() =>
        new((await Oracle.RunAsync("skopeo", ["--version"], CancellationToken.None)).Trim().Replace(" version", "", StringComparison.Ordinal));

    public Task OfferAsync(TransferImage image, string registry) => Task.CompletedTask;

    public Task<Cost> PushAsync(TransferImage image, string registry) =>
        TimedCommand.RunAsync(["skopeo", "copy", "--dest-tls-verify=false", image.Layout, $"docker://{registry}/{image.Reference}"], NoEnvironment);

    public Task ForgetAsync()
    {
        if (Directory.Exists(_folder["pulled"]))
            Directory.Delete(_folder["pulled"], recursive: true);
        return Task.CompletedTask;
    }

    public Task<Cost> PullAsync(TransferImage image, string registry) =>
        TimedCommand.RunAsync(["skopeo", "copy", "--src-tls-verify=false", $"docker://{registry}/{image.Reference}", $"oci:{_folder["pulled"]}:1"], NoEnvironment);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
