// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Serving;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway setup</c>: what a machine needs once, as root.</summary>
internal sealed class SetupCommand : SlipwayCommand
{
    private readonly Option<bool> _emulation = new("--emulation")
    {
        Description = "Let programs of other platforms run: install QEMU's emulators where they are missing (apt), and register them with the kernel (binfmt_misc, flag F).",
    };
    private readonly Option<bool> _service = new("--service")
    {
        Description = "Start the agent with the machine, by a systemd unit, so that containers and modules come back after a reboot; --dry-run prints the unit.",
    };
    private readonly Option<string[]> _platforms = PlatformOption.Several("The platforms to emulate, several by commas. [default: all that have an emulator]");
    private readonly Option<bool> _check = new("--check", "--dry-run") { Description = "Change nothing; say what runs here and what doesn't, and end with exit code 1 if something doesn't." };
    private readonly Option<bool> _remove = new("--remove") { Description = "Take the registered emulators, or the unit, away again; what is installed stays." };
    private readonly Option<OutputFormat> _format = OutputFormats.Option();

    public SetupCommand(Session session)
        : base(session, "setup", "Prepare this machine, as root.", "sudo slipway setup --emulation", "slipway setup --emulation --check", "sudo slipway setup --service", "sudo slipway setup --emulation --platform linux/arm64,linux/arm/v7")
    {
        foreach (var option in new Option[] { _emulation, _service, _platforms, _check, _remove, _format })
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_emulation) == words.GetValue(_service))
            throw CommandException.Usage(words.GetValue(_service) ? "one thing is set up at a time." : "nothing was named to set up.", "name --emulation or --service");
        if (words.GetValue(_check) && words.GetValue(_remove))
            throw CommandException.Usage("--check changes nothing, and --remove does.", "leave one of them out");
        if (words.GetValue(_service))
            return await SetUpServiceAsync(words, cancellationToken);
        var asked = PlatformOption.Read(words.GetValue(_platforms));
        var setup = new EmulationSetup(Emulation.OfThisMachine);
        IReadOnlyList<Platform> platforms = asked.Count > 0 ? asked : EmulationSetup.Platforms;
        var states = words.GetValue(_check) ? setup.Look(platforms)
            : words.GetValue(_remove) ? setup.Remove(platforms, new LineProgress(Session.Error))
            : await setup.RunAsync(platforms, new LineProgress(Session.Error), cancellationToken);
        Write(states, words.GetValue(_format));
        return words.GetValue(_remove) || states.All(static state => state.Kind != EmulationKind.Missing) ? ExitCode.Done : ExitCode.No;
    }

    private async Task<int> SetUpServiceAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if ((words.GetValue(_platforms) ?? []).Length > 0 || words.GetValue(_format) == OutputFormat.Json)
            throw CommandException.Usage("--platform and --format are about emulation.", "leave them out");
        var unit = new AgentUnit(Session);
        if (words.GetValue(_check))
        {
            Session.Output.Write(unit.Text);
            return ExitCode.Done;
        }
        if (words.GetValue(_remove))
            await unit.RemoveAsync(cancellationToken);
        else
            await unit.InstallAsync(cancellationToken);
        Session.Output.WriteLine(AgentUnit.Path);
        return ExitCode.Done;
    }

    private void Write(IReadOnlyList<EmulationState> states, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(Session.Output, writer =>
            {
                writer.WriteStartArray();
                foreach (var state in states)
                {
                    writer.WriteStartObject();
                    writer.WriteString("platform", state.Platform.ToString());
                    writer.WriteString("state", Word(state.Kind));
                    writer.WriteString("says", state.Says);
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            });
            return;
        }
        var table = new TextTable("PLATFORM", "STATE", "BY");
        foreach (var state in states)
            table.Add(state.Platform.ToString(), Word(state.Kind), state.Says);
        table.WriteTo(Session.Output);
    }

    private static string Word(EmulationKind kind) => kind switch { EmulationKind.Native => "native", EmulationKind.Emulated => "emulated", _ => "missing" };
}
