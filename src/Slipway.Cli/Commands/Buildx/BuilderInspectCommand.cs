// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Buildx;

/// <summary><c>slipway buildx inspect</c>: the platforms that this machine builds for, those of its emulators apart.</summary>
internal sealed class BuilderInspectCommand : SlipwayCommand
{
    private static readonly string[] Names = ["slipway", "default"];

    private readonly Argument<string?> _name = new("NAME") { Description = "The builder: slipway, which is the default too. [default: slipway]", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _bootstrap = new("--bootstrap") { Description = "Docker's word for starting a builder first; this one needs no start." };

    public BuilderInspectCommand(Session session)
        : base(session, "inspect", "Show for which platforms this machine builds, natively and emulated.", "slipway buildx inspect", "slipway buildx inspect --bootstrap")
    {
        Add(_name);
        Add(_bootstrap);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_name) is { } name && !Names.Contains(name))
            throw CommandException.No($"no builder '{name}': there is one, this program.", "leave the name out; to build with a builder of buildx: slipway build --engine buildx --builder NAME");
        var platforms = RunnablePlatform.OfThisMachine();
        var emulated = platforms.Where(static one => one.Kind == EmulationKind.Emulated).Select(static one => one.Platform).ToList();
        Session.Output.WriteLine("Name:      slipway");
        Session.Output.WriteLine("Driver:    slipway (no daemon: each build is a process of its own)");
        Session.Output.WriteLine();
        Session.Output.WriteLine("Nodes:");
        Session.Output.WriteLine("Name:      slipway");
        Session.Output.WriteLine("Status:    running");
        Session.Output.WriteLine($"Version:   {ErrorReport.Version.Split('+')[0]}");
        Session.Output.WriteLine($"Platforms: {string.Join(", ", platforms.Select(static one => one.Platform))}");
        Session.Output.WriteLine($"Emulated:  {(emulated.Count > 0 ? string.Join(", ", emulated) : "none; for those: slipway setup --emulation")}");
        return Task.FromResult(ExitCode.Done);
    }
}
