// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Our own program, from its store and into it.</summary>
internal sealed class SlipwayTransfers(string program) : ITransferClient
{
    private readonly TempFolder _folder = new();

    public string Name => "slipway";

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["SLIPWAY_HOME"] = _folder["home"], ["DOTNET_TieredPGO"] = "0" };

    // A home of its own for each: a store that knows another repository of the registry would mount from there.
    public async Task OfferAsync(TransferImage image, string registry)
    {
        await ForgetAsync();
        await TimedCommand.RunAsync([program, "load", "-q", "-i", image.Archive], Environment);
        await TimedCommand.RunAsync([program, "tag", image.Reference, $"{registry}/{image.Reference}"], Environment);
    }

    public Task<Cost> PushAsync(TransferImage image, string registry) => TimedCommand.RunAsync([program, "push", $"{registry}/{image.Reference}"], Environment);

    public Task ForgetAsync()
    {
        if (Directory.Exists(_folder["home"]))
            Slipway.Native.LinuxFile.RemoveTree(_folder["home"]);
        return Task.CompletedTask;
    }

    public Task<Cost> PullAsync(TransferImage image, string registry) => TimedCommand.RunAsync([program, "pull", $"{registry}/{image.Reference}"], Environment);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
