// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.RegularExpressions;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Generating;

/// <summary>The words that say more of services than the fleet does.</summary>
internal sealed partial class ServiceWords
{
    private readonly Regex _place;
    private readonly string _reference;

    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "A variable of every service, over the module's. Example: --env LOG_LEVEL=info", HelpName = "NAME=VALUE" };
    private readonly Option<string[]> _noSecrets = new("--no-secret") { Description = "A variable that is no secret, though it is named like one. Example: --no-secret PARTITION_KEY", HelpName = "NAME" };
    private readonly Option<string[]> _secrets;

    /// <summary>The words.</summary>
    /// <param name="reference">How a place of a secret is written, such as <c>SECRET/KEY</c>.</param>
    /// <param name="standard">Where secrets are kept where nothing is said.</param>
    /// <param name="place">What a place of a secret is.</param>
    private ServiceWords(string reference, string standard, Regex place)
    {
        (_reference, _place) = (reference, place);
        _secrets = new("--secret")
        {
            Description = $"A variable that is a secret, whose value is written nowhere, and where it is kept. Those whose names end as secrets' do (_PASSWORD, _TOKEN, _KEY, _SECRET, _CONNECTION_STRING, …) are without a word. [default: {standard}] Example: --secret API_DSN",
            HelpName = $"NAME[={reference}]",
        };
    }

    /// <summary>The words of what is written for Compose.</summary>
    public static ServiceWords OfCompose() => new("VARIABLE", "the variable of the same name, of whoever starts it", Variable());

    /// <summary>The words of what is written for Kubernetes.</summary>
    public static ServiceWords OfKubernetes() => new("SECRET/KEY", "the Secret SERVICE-secrets, under the variable's name", SecretKey());

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_environment, _secrets, _noSecrets];

    /// <summary>Reads the words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="fleet">The words that name the fleet: targets that are named are services each.</param>
    /// <exception cref="CommandException">One can't be understood.</exception>
    public ServiceOptions Read(ParseResult words, FleetWords fleet) => new()
    {
        Choice = fleet.NameTargets(words) ? ServiceChoice.Targets : ServiceChoice.Modules,
        Environment = Pairs(words, _environment, static (name, value) => value ?? throw CommandException.Usage($"--env '{name}' is not NAME=VALUE.")),
        Secrets = Pairs(words, _secrets, (name, value) => value is null || _place.IsMatch(value) ? value : throw CommandException.Usage($"--secret '{name}={value}' does not say where the secret is kept.", $"write {name}={_reference}")),
        NoSecrets = words.GetValue(_noSecrets) ?? [],
    };

    private static Dictionary<string, T> Pairs<T>(ParseResult words, Option<string[]> option, Func<string, string?, T> read)
    {
        var pairs = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var word in words.GetValue(option) ?? [])
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (name.Length == 0 || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-'))
                throw CommandException.Usage($"{option.Name} '{word}' does not name a variable.", "a name is letters, digits and '_'");
            pairs[name] = read(name, equals < 0 ? null : word[(equals + 1)..]);
        }
        return pairs;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Variable();

    // The name of an object, and a key of it.
    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?:/[A-Za-z0-9._-]{1,253})?\z")]
    private static partial Regex SecretKey();
}
