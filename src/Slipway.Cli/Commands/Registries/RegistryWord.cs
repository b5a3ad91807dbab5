// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Registries;

/// <summary>A registry as a word of the command line: its host, with or without a scheme and the API's version.</summary>
internal static class RegistryWord
{
    public static Argument<string> Argument() =>
        new("REGISTRY") { Description = "The registry, HOST[:PORT]. [default: docker.io]", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => ImageReference.DefaultRegistry };

    /// <summary>The registry's host, as credentials are kept under it.</summary>
    /// <exception cref="CommandException">It is no host.</exception>
    public static string Parse(string word, string command)
    {
        if (CredentialStore.HostOf(word) is { } host)
            return host;
        var name = word[(word.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)..];
        throw CommandException.Usage(
            $"'{DisplayText.Clean(word)}' is no registry, such as 'ghcr.io' or 'localhost:5000'.",
            name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && CredentialStore.HostOf(name[..slash]) is { } registry
                ? $"credentials are kept for a whole registry: slipway {command} {registry}" : null);
    }
}
