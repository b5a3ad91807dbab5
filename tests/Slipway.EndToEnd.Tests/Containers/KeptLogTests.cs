// SPDX-License-Identifier: Apache-2.0

namespace Slipway.EndToEnd.Tests;

/// <summary>Logs of containers: bounded, and kept for a while after the container is gone.</summary>
public sealed class KeptLogTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync(new() { User = "root", Cmd = ["sh"], Env = ["PATH=/bin"] });

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task The_log_of_a_removed_container_is_read_by_its_name_and_id_until_it_is_pruned()
    {
        var id = await RunAsync("gone", "echo first");
        (await _slipway.RunAsync("rm", "gone")).ShouldSucceed();
        (await _slipway.RunAsync("logs", "gone")).ShouldSucceed().Output.ShouldBe("first\n");
        await RunAsync("gone", "echo second");
        (await _slipway.RunAsync("logs", "gone")).Output.ShouldBe("second\n");
        (await _slipway.RunAsync("logs", id[..12])).Output.ShouldBe("first\n");
        (await _slipway.RunAsync("rm", "gone")).ShouldSucceed();
        (await _slipway.RunAsync("logs", "-f", "-n", "1", "gone")).Output.ShouldBe("second\n");
        (await _slipway.RunAsync("ps", "-aq")).Output.ShouldBeEmpty();
        await RunAsync("silent", "true");
        (await _slipway.RunAsync("rm", "silent")).ShouldSucceed();
        (await _slipway.RunAsync("logs", "silent")).ShouldRefuse(1, "no container 'silent'");

        (await _slipway.RunAsync("prune", "-f")).Output.ShouldNotContain("Logs of removed");
        (await _slipway.RunAsync("logs", "gone")).ShouldSucceed();
        (await _slipway.RunAsync("prune", "-a", "-f")).Output.ShouldContain("Logs of removed containers: 2");
        (await _slipway.RunAsync("logs", "gone")).ShouldRefuse(1, "no log of one that was taken away");
    }

    [Fact]
    public async Task How_long_they_are_kept_is_the_environments_word()
    {
        _slipway.Variables["SLIPWAY_KEEP_LOGS"] = "0";
        await RunAsync("gone", "echo first");
        (await _slipway.RunAsync("rm", "gone")).ShouldSucceed();

        (await _slipway.RunAsync("logs", "gone")).ShouldRefuse(1, "no container 'gone'");
        _slipway.Variables["SLIPWAY_KEEP_LOGS"] = "soon";
        (await _slipway.RunAsync("prune", "-f")).ShouldRefuse(2, "SLIPWAY_KEEP_LOGS 'soon' is not a time");
    }

    [Fact]
    public async Task A_log_takes_no_more_than_its_options_say_and_none_is_kept_where_none_is_wanted()
    {
        await RunAsync("loud", "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done", "--log-opt", "max-size=4k", "--log-opt", "max-file=2");
        var folder = Path.GetDirectoryName((await _slipway.RunAsync("inspect", "-f", "{{.LogPath}}", "loud")).Output.Trim())!;
        Directory.GetFiles(folder).Sum(static file => new FileInfo(file).Length).ShouldBeInRange(1000, 8 * 1024);
        (await _slipway.RunAsync("logs", "-n", "1", "loud")).Output.ShouldBe("line 1999\n");

        await RunAsync("mute", "echo unheard", "--log-driver", "none");
        (await _slipway.RunAsync("logs", "mute")).ShouldRefuse(1, "--log-driver none");
        (await _slipway.RunAsync("run", "-d", "--log-driver", "syslog", "app:1")).ShouldRefuse(2, "'syslog' is not supported");
        (await _slipway.RunAsync("run", "-d", "--log-opt", "tag=x", "app:1")).ShouldRefuse(2, "'tag=x' is not supported", "max-size");
        (await _slipway.RunAsync("rm", "loud", "mute")).ShouldSucceed();
    }

    private async Task<string> RunAsync(string name, string script, params string[] options)
    {
        var id = (await _slipway.RunAsync(["run", "-d", "--name", name, .. options, "app:1", "sh", "-c", script])).ShouldSucceed().Output.Trim();
        (await _slipway.RunAsync("wait", name)).ShouldSucceed();
        return id;
    }
}
