// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>
/// OpenSSH's agent, holding keys of files for as long as a build takes. It is started beside a program that ends when our end of a pipe closes, and
/// ends with that: so it outlives no build, however that ends.
/// </summary>
internal sealed class SshKeyAgent : IAsyncDisposable
{
    private const string Package = "openssh-client", Name = "s";
    private const int NoAgent = 2; // ssh-add's status while the agent's socket is bound and not listened to yet
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(5);

    private readonly WritableSnapshot _place;
    private readonly Task<CommandResult> _running;
    private readonly CancellationTokenSource _stop;
    private readonly Pipe _input;

    private SshKeyAgent(WritableSnapshot place, string socket, Task<CommandResult> running, CancellationTokenSource stop, Pipe input) =>
        (_place, Socket, _running, _stop, _input) = (place, socket, running, stop, input);

    /// <summary>The absolute path of its socket.</summary>
    public string Socket { get; }

    /// <summary>Starts the agent and gives it the keys. Their content stays in its memory.</summary>
    /// <exception cref="StepException">A key can't be read, or has a passphrase.</exception>
    public static async Task<SshKeyAgent> StartAsync(BuildServices services, string id, SshKeyFiles keys, CancellationToken cancellationToken)
    {
        var place = services.Snapshots.CreateWritable(); // swept if this process dies
        LinuxFile.SetMode(place.UpperPath, 0x1C0);
        var socket = Path.Combine(place.UpperPath, Name);
        var stop = new CancellationTokenSource();
        var input = new Pipe();
        var environment = new Dictionary<string, string>(Command.MinimalEnvironment) { ["PWD"] = place.UpperPath };
        var running = new Command("ssh-agent", ["-a", Name, "cat"]) { Package = Package, WorkingDirectory = place.UpperPath, Environment = environment, Input = input.Reader.AsStream() }.RunAsync(stop.Token);
        var agent = new SshKeyAgent(place, socket, running, stop, input);
        try
        {
            for (var waited = TimeSpan.Zero; !Path.Exists(socket); waited += Pause)
            {
                if (running.IsCompleted || waited > StartLimit)
                    throw new StepException($"the SSH agent '{id}' did not start: {(running.IsCompleted ? (await running.ConfigureAwait(false)).ErrorText : "no socket came")}") { Kind = BuildFailureKind.Outside };
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
            foreach (var key in keys.Paths)
                await AddAsync(place.UpperPath, id, key, cancellationToken).ConfigureAwait(false);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Both are killed while they are parent and child; alone the agent would take its time to notice.
        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _input.Writer.CompleteAsync().ConfigureAwait(false);
        _stop.Dispose();
        _place.Dispose();
    }

    private static async Task AddAsync(string folder, string id, string key, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(Command.MinimalEnvironment)
        {
            ["SSH_AUTH_SOCK"] = Name, // by its name: the kernel takes no long paths
            ["SSH_ASKPASS"] = "/bin/false",
            ["SSH_ASKPASS_REQUIRE"] = "force", // whoever sits at the terminal is not asked
        };
        // By its content and not by its name: ssh-add takes a key only from its owner, and a group's mode is the user's affair.
        var content = await File.ReadAllBytesAsync(key, cancellationToken).ConfigureAwait(false);
        var result = await TryAsync().ConfigureAwait(false);
        for (var waited = TimeSpan.Zero; result.ExitCode == NoAgent && waited < StartLimit; waited += Pause)
        {
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            result = await TryAsync().ConfigureAwait(false);
        }
        if (result.ExitCode != 0)
        {
            throw new StepException($"the key '{key}' of the SSH agent '{id}' can't be used: {result.ErrorText.Split('\n')[0].TrimEnd('.')}")
            {
                Kind = BuildFailureKind.Definition,
                Help = "a key with a passphrase is given by a running agent: ssh-add, then --ssh " + id,
            };
        }

        async Task<CommandResult> TryAsync()
        {
            using var input = new MemoryStream(content);
            return await new Command("ssh-add", ["-q", "-"]) { Package = Package, WorkingDirectory = folder, Environment = environment, Input = input }.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
