// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Volumes;

/// <summary><c>slipway volume create</c>.</summary>
internal sealed class VolumeCreateCommand : SlipwayCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Its name." };
    private readonly Option<string[]> _labels = new("--label", "-l") { Description = "A label.", HelpName = "NAME[=VALUE]" };

    public VolumeCreateCommand(Session session) : base(session, "create", "Make a volume; one of that name is left as it is.", "slipway volume create data", "slipway volume create data --label app=web")
    {
        Add(_name);
        Add(_labels);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var labels = (words.GetValue(_labels) ?? []).Select(static text => text.Split('=', 2)).ToDictionary(static parts => parts[0], static parts => parts.Length > 1 ? parts[1] : "");
        Session.Output.WriteLine(new VolumeStore(Session.Home, Session.Time).Ensure(words.GetRequiredValue(_name), labels).Name);
        return Task.FromResult(ExitCode.Done);
    }
}
