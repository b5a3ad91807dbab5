// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;
using Slipway.Native;

namespace Slipway.Cli.Commands.Serving;

/// <summary>The systemd unit that starts the agent of a home with the machine, so that containers and modules come back after a reboot.</summary>
internal sealed class AgentUnit(Session session)
{
    private const string Name = "slipway-agent.service", Systemd = "/run/systemd/system";
    private static readonly string[] PassedOn = ["SLIPWAY_EGRESS_POOL", "TRUSTED_REGISTRIES", "DOTNET_ROOT"];

    /// <summary>Where it lies.</summary>
    public static string Path => $"/etc/systemd/system/{Name}";

    /// <summary>The unit's text.</summary>
    public string Text
    {
        get
        {
            var variables = PassedOn.Select(name => (Name: name, Value: session.Variable(name))).Where(static pair => pair.Value is { Length: > 0 }).Prepend(("SLIPWAY_HOME", session.Home.Root));
            return $"""
                [Unit]
                Description=Slipway's agent, which keeps containers and modules
                Wants=network-online.target
                After=network-online.target local-fs.target

                [Service]
                ExecStart={string.Join(' ', OwnCommand.With("agent").Select(Quote))}
                {string.Join('\n', variables.Select(static pair => $"Environment={Quote($"{pair.Item1}={pair.Item2}")}"))}
                # Containers outlive the agent: a stop or a restart of it ends no other process.
                KillMode=process
                # Their control groups are the agent's own affair.
                Delegate=yes
                Restart=always
                RestartSec=1
                TasksMax=infinity
                LimitNOFILE=1048576
                OOMScoreAdjust=-500

                [Install]
                WantedBy=multi-user.target

                """;
        }
    }

    /// <summary>Writes the unit, and has it started now in place of an agent that a command started; containers go on.</summary>
    /// <exception cref="CommandException">This machine isn't run by systemd, or this isn't root.</exception>
    /// <exception cref="IOException">systemd refuses.</exception>
    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        Require();
        PrivateFile.Write(Path, System.Text.Encoding.UTF8.GetBytes(Text));
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await ControlAsync(["daemon-reload"], cancellationToken);
        await AgentLauncher.StopAsync(session.Home, cancellationToken);
        await ControlAsync(["enable", "--now", Name], cancellationToken);
    }

    /// <summary>Takes the unit away; the agent stops, and containers go on.</summary>
    /// <inheritdoc cref="InstallAsync"/>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        Require();
        if (!File.Exists(Path))
            return;
        await ControlAsync(["disable", "--now", Name], cancellationToken);
        File.Delete(Path);
        await ControlAsync(["daemon-reload"], cancellationToken);
    }

    private void Require()
    {
        if (!Environment.IsPrivilegedProcess)
            throw CommandException.Usage("a unit that starts with the machine is root's to write.", "run the command by sudo, or see it with --dry-run");
        if (!Directory.Exists(Systemd))
            throw new CommandException(ExitCode.Outside, "this machine isn't run by systemd, so no unit starts anything.", $"have what starts its services run this, and let it end no other process with it: {string.Join(' ', OwnCommand.With("agent"))} (SLIPWAY_HOME={session.Home.Root})");
    }

    private static async Task ControlAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        (await new Native.Command("systemctl", words) { Package = "systemd" }.RunAsync(cancellationToken)).EnsureSuccess();

    // systemd splits at blanks and replaces what begins with % or $.
    private static string Quote(string word)
    {
        var escaped = word.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return escaped.Any(char.IsWhiteSpace) ? $"\"{escaped}\"" : escaped;
    }
}
