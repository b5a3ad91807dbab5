// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Distribution;

namespace Slipway.Cli.Commands.Registries;

/// <summary>How a command speaks to registries.</summary>
internal sealed class RemoteWords
{
    private readonly Option<string[]> _insecure = new("--insecure-registry") { Description = "A registry that may be spoken to without TLS; loopback always may.", HelpName = "HOST[:PORT]" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_insecure];

    /// <summary>The one way out to the network.</summary>
    public GuardedHttp OpenHttp(ParseResult words, Session session) => Remotes.OpenHttp(session, words.GetValue(_insecure) ?? []);
}
