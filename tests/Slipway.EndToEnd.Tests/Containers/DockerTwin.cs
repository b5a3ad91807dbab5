// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Debian 12's Docker and a home of ours with one image in both, so that a command can be given to each and its answers compared.</summary>
public sealed class DockerTwin : IAsyncLifetime
{
    /// <summary>The image's name in both.</summary>
    public const string Image = "twin:1";

    private readonly InstalledProgram _slipway = new();
    private DockerDaemon? _docker;

    internal InstalledProgram Slipway => _slipway;

    internal DockerDaemon Docker => _docker!;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        var cancellation = TestContext.Current.CancellationToken;
        _docker = await DockerDaemon.StartAsync(cancellation);
        await BusyboxImage.CreateAsync(
            OciLayout.Open(new SlipwayHome(_slipway.Home).Store), Image, new() { Cmd = ["sh", "/www/index.html"], Env = ["PATH=/bin", "FROM_IMAGE=yes"], ExposedPorts = ["8080/tcp"] }, InsideView.Script, cancellation);
        var archive = _slipway.Folder["twin.tar"];
        (await _slipway.RunAsync("save", "-o", archive, Image)).ShouldSucceed();
        await _docker.RunAsync(["load", "-i", archive], cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _slipway.DisposeAsync();
        if (_docker is not null)
            await _docker.DisposeAsync();
    }

    /// <summary>Takes all containers away from both.</summary>
    internal async Task ClearAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (docker, slipway) = await RunAsync("ps", "-a", "-q");
        if (docker.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } theirs)
            await Docker.RunAsync(["rm", "-f", "-v", .. theirs], cancellation);
        if (slipway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } ours)
            await _slipway.RunAsync(["rm", "-f", "-v", .. ours]);
    }

    /// <summary>Gives both the same command; the answers of Docker and of ours.</summary>
    internal async Task<(Answer Docker, Answer Slipway)> RunAsync(params string[] words)
    {
        var (exitCode, output, error) = await Docker.TryAsync(words, TestContext.Current.CancellationToken);
        return (new(exitCode, System.Text.Encoding.UTF8.GetBytes(output), error), await _slipway.RunAsync(words));
    }
}
