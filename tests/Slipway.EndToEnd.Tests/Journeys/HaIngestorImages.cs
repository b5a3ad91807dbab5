// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>A shell in HA-Ingestor's folder, with its optimised images built once.</summary>
public sealed class HaIngestorImages : IAsyncLifetime
{
    internal DocumentShell Shell { get; } = new() { Folder = DocumentShell.Repository("examples/ha-ingestor") };

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "gpgv", "jq", "curl"])
            Needs.Tool(tool);
        await Needs.DebianMirrorsAsync(TestContext.Current.CancellationToken);
        await Shell.SayAsync("slipway build . --progress quiet");
    }

    public ValueTask DisposeAsync() => Shell.DisposeAsync();
}
