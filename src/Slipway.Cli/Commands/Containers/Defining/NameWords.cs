// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words that say what a container is called and by what names it finds others, in Docker's spelling.</summary>
internal sealed class NameWords
{
    private readonly Option<string?> _hostname = new("--hostname", "-h") { Description = "Its host name. [default: the beginning of its id; in the host's network the host's]", HelpName = "NAME" };
    private readonly Option<string?> _domain = new("--domainname") { Description = "The domain it is in.", HelpName = "NAME" };
    private readonly Option<string[]> _hosts = new("--add-host") { Description = "A name for /etc/hosts: NAME:ADDRESS.", HelpName = "HOST" };
    private readonly Option<string[]> _servers = new("--dns") { Description = "A name server for /etc/resolv.conf.", HelpName = "ADDRESS" };
    private readonly Option<string[]> _searches = new("--dns-search") { Description = "A domain that names without a dot are looked for in; '.' for none.", HelpName = "DOMAIN" };
    private readonly Option<string[]> _options = new("--dns-option", "--dns-opt") { Description = "An option of /etc/resolv.conf, such as ndots:2.", HelpName = "OPTION" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_hostname, _domain, _hosts, _servers, _searches, _options];

    /// <summary>A definition with the names.</summary>
    /// <exception cref="CommandException">A word can't be understood.</exception>
    public ContainerDefinition Name(ParseResult words, ContainerDefinition definition) => definition with
    {
        Hostname = Require(words.GetValue(_hostname), "--hostname"),
        DomainName = Require(words.GetValue(_domain), "--domainname"),
        ExtraHosts = (words.GetValue(_hosts) ?? []).Select(ReadHost).ToDictionary(StringComparer.Ordinal),
        Resolver = new()
        {
            Servers = [.. (words.GetValue(_servers) ?? []).Select(static text => IPAddress.TryParse(text, out var address) ? address.ToString() : throw CommandException.Usage($"--dns '{text}' is not an address."))],
            Searches = [.. (words.GetValue(_searches) ?? []).Select(static text => RequireWord(text, "--dns-search"))],
            Options = [.. (words.GetValue(_options) ?? []).Select(static text => RequireWord(text, "--dns-option"))],
        },
    };

    private static string? Require(string? name, string option) =>
        name is null || ContainerSpec.IsHostname(name) ? name : throw CommandException.Usage($"{option} '{name}' is no host name; one has letters, digits, '-' and '.', 253 at most.");

    // A line of a file is made of it.
    private static string RequireWord(string text, string option) =>
        text.Length > 0 && !text.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) ? text : throw CommandException.Usage($"{option} '{text}' is not one word.");

    private static KeyValuePair<string, string> ReadHost(string text)
    {
        var at = text.IndexOfAny([':', '=']);
        return at > 0 && ContainerSpec.IsHostname(text[..at]) && IPAddress.TryParse(text[(at + 1)..].Trim('[', ']'), out var address)
            ? new(text[..at], address.ToString()) : throw CommandException.Usage($"--add-host '{text}' is not NAME:ADDRESS.");
    }
}
