// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>--profile</c>: how far a container is shut in.</summary>
internal sealed class ProfileWords
{
    private readonly Option<string> _profile = new("--profile")
    {
        Description = "docker, or strict: a user other than root, no capabilities, no new privileges, a read-only root, limits, no way out; as modules have it.",
        HelpName = "PROFILE",
        DefaultValueFactory = static _ => "docker",
    };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_profile];

    /// <summary>A definition shut in as the words say.</summary>
    /// <exception cref="CommandException">Another word gives what the profile takes.</exception>
    public ContainerDefinition Shut(ParseResult words, ContainerDefinition definition) => words.GetValue(_profile) switch
    {
        "docker" => definition,
        "strict" => StrictProfile.FindContradiction(definition) is { } word
            ? throw CommandException.Usage($"{word} gives what --profile strict takes.", "leave one of them out") : StrictProfile.Apply(definition),
        var other => throw CommandException.Usage($"--profile '{other}' is not known; expected docker or strict."),
    };
}
