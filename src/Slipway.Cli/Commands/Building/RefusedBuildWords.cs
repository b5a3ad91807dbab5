// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Building;

/// <summary>Flags of Docker's build that aren't supported: known by name, so that each is refused with what to do instead.</summary>
internal sealed class RefusedBuildWords
{
    // What is given there turns off what we don't have, or asks for what is so anyway.
    private static readonly Dictionary<string, string[]> Granted = new(StringComparer.Ordinal)
    {
        ["--provenance"] = ["false"], ["--sbom"] = ["false"], ["--rm"] = ["true"], ["--force-rm"] = ["true"], ["--disable-content-trust"] = ["true"],
    };

    private static readonly (string Name, string Help)[] Refused =
    [
        ("--allow", "no step gets more rights than Docker's defaults; leave it out"),
        ("--attest", "attestations are not written; leave it out"),
        ("--provenance", "attestations are not written; --provenance=false is understood"),
        ("--sbom", "attestations are not written; --sbom=false is understood"),
        ("--compress", "nothing is sent to a daemon, so there is nothing to compress; for layers: --output type=image,compression=zstd"),
        ("--isolation", "it is for Windows; leave it out"),
        ("--security-opt", "steps run with Docker's default profile; leave it out"),
        ("--squash", "it was never more than an experiment; copy the files of a stage into FROM scratch instead"),
        ("--stream", "there is no daemon to stream to; leave it out"),
        ("--rm", "containers of steps are always removed; look into a failed one with --shell-on-failure"),
        ("--force-rm", "containers of steps are always removed; look into a failed one with --shell-on-failure"),
        ("--disable-content-trust", "images are not verified by notaries; pin them by digest"),
    ];

    private static readonly string[] Switches = ["--compress", "--squash", "--stream", "--rm", "--force-rm", "--disable-content-trust"];

    private readonly IReadOnlyList<(Option Option, Func<ParseResult, string> Value, string Help)> _options = [.. Refused.Select(Create)];

    /// <summary>The options; help doesn't show them.</summary>
    public IEnumerable<Option> Options => _options.Select(static refused => refused.Option);

    /// <summary>Refuses what was given of them.</summary>
    /// <exception cref="CommandException">One was given.</exception>
    public void Refuse(ParseResult words)
    {
        foreach (var (option, value, help) in _options)
        {
            if (words.GetResult(option) is { Implicit: false } && Granted.GetValueOrDefault(option.Name)?.Contains(value(words)) != true)
                throw CommandException.Usage($"{option.Name} is not supported.", help);
        }
    }

    // A switch doesn't take the word behind it.
    private static (Option, Func<ParseResult, string>, string) Create((string Name, string Help) refused)
    {
        if (Switches.Contains(refused.Name))
        {
            var flag = new Option<bool>(refused.Name) { Hidden = true, Description = $"Not supported: {refused.Help}." };
            return (flag, words => words.GetValue(flag) ? "true" : "false", refused.Help);
        }
        var option = new Option<string?>(refused.Name) { Hidden = true, Description = $"Not supported: {refused.Help}." };
        return (option, words => words.GetValue(option) ?? "", refused.Help);
    }
}
