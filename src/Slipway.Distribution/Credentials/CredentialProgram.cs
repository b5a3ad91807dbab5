// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Distribution;

/// <summary>A program that keeps credentials, <c>docker-credential-NAME</c>: it reads a request from its input and answers in JSON.</summary>
internal sealed class CredentialProgram(string name)
{
    private const string TokenUser = "<token>";
    private readonly string _program = $"docker-credential-{name}";

    /// <summary>What it keeps for the first of some keys that it knows; null where it knows none.</summary>
    public async Task<RegistryCredential?> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            var result = await RunAsync("get", key, cancellationToken).ConfigureAwait(false);
            if (result.ExitCode == 0)
                return Parse(result.Output.Span);
            if (!SaysNotFound(result))
                throw Refused("get", key, result);
        }
        return null;
    }

    /// <summary>Gives it a credential to keep.</summary>
    public async Task StoreAsync(string key, RegistryCredential credential, CancellationToken cancellationToken)
    {
        var request = credential.IdentityToken is { } token
            ? new HelperCredential(key, TokenUser, token)
            : new HelperCredential(key, credential.Username, credential.Password);
        var result = await RunAsync("store", JsonSerializer.Serialize(request, DistributionJson.Default.HelperCredential), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw Refused("store", key, result);
    }

    /// <summary>Lets it forget a key; false where it didn't know it.</summary>
    public async Task<bool> EraseAsync(string key, CancellationToken cancellationToken)
    {
        var result = await RunAsync("erase", key, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && !SaysNotFound(result))
            throw Refused("erase", key, result);
        return result.ExitCode == 0;
    }

    private async Task<CommandResult> RunAsync(string verb, string input, CancellationToken cancellationToken)
    {
        if (Command.Find(_program) is null)
        {
            throw new CredentialException($"The configuration says that the program '{_program}' keeps the credentials, and it is not installed. "
                + "Install it, or take it out of 'credsStore' or 'credHelpers' and log in again.");
        }
        using var request = new MemoryStream(Encoding.UTF8.GetBytes(input));
        // These programs find the user's key ring, agent and display by the environment.
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "");
        return await new Command(_program, [verb]) { Input = request, Environment = environment }.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private RegistryCredential? Parse(ReadOnlySpan<byte> output)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(output, DistributionJson.Default.HelperCredential);
            return answer switch
            {
                { Secret: { Length: > 0 } token, Username: TokenUser } => RegistryCredential.FromIdentityToken(token),
                { Secret: { Length: > 0 } secret, Username: { Length: > 0 } user } => RegistryCredential.FromPassword(user, secret),
                _ => null,
            };
        }
        catch (JsonException e)
        {
            // Not the exception's own text: it could quote the secret.
            throw new CredentialException($"'{_program} get' answered with what is not JSON (at byte {e.BytePositionInLine}).");
        }
    }

    // The protocol has no code for this, only the sentence.
    private static bool SaysNotFound(CommandResult result) =>
        result.OutputText.Contains("credentials not found", StringComparison.OrdinalIgnoreCase);

    private CredentialException Refused(string verb, string key, CommandResult result)
    {
        // What 'get' writes to its output may be a secret.
        var said = verb == "get" ? result.ErrorText : $"{result.OutputText} {result.ErrorText}".Trim();
        return new($"'{_program} {verb}' for '{key}' ended with exit code {result.ExitCode}: {(said.Length > 300 ? said[..300] : said)}.");
    }
}
