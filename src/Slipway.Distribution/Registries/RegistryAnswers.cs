// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;

namespace Slipway.Distribution;

/// <summary>Reads what registries answer when they don't do what they were asked.</summary>
internal static class RegistryAnswers
{
    private const int MaxErrorSize = 64 * 1024;

    /// <summary>The exception for a refusal; disposes the response.</summary>
    public static async Task<RegistryException> ToExceptionAsync(
        GuardedHttp http, HttpResponseMessage response, string registry, string action, CancellationToken cancellationToken)
    {
        var request = response.RequestMessage!;
        var (status, reason) = (response.StatusCode, response.ReasonPhrase);
        var url = RedactedUrl.Of(request.RequestUri!);
        var retryAfter = Transience.RetryAfter(response, http.Options.Time);
        var errors = await ReadErrorsAsync(http, response, cancellationToken).ConfigureAwait(false);
        var told = errors.Count == 0
            ? reason
            : string.Join("; ", errors.Select(static error => error.Message.Length == 0 ? error.Code : $"{error.Code}: {error.Message}"));
        return new($"{action}: {request.Method} '{url}' was answered with {(int)status} ({told}).{Remedy(status, registry)}")
        {
            StatusCode = status,
            Url = url,
            Errors = errors,
            IsTransient = Transience.Of(status),
            RetryAfter = retryAfter,
        };
    }

    private static string Remedy(HttpStatusCode status, string registry) => status switch
    {
        HttpStatusCode.Unauthorized => $" Log in with 'slipway login {registry}', or check the user's name and password.",
        HttpStatusCode.Forbidden => " The user is known but may not do this; ask for the right, or log in as another user.",
        HttpStatusCode.TooManyRequests => " The registry limits how often it is asked; wait, or log in for a higher limit.",
        _ => "",
    };

    private static async Task<IReadOnlyList<RegistryError>> ReadErrorsAsync(GuardedHttp http, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await http.ReadBodyAsync(response, MaxErrorSize, cancellationToken).ConfigureAwait(false);
            var answer = body.Length == 0 ? null : JsonSerializer.Deserialize(body, DistributionJson.Default.ErrorAnswer);
            return [.. (answer?.Errors ?? []).Where(static error => error?.Code is not null)
                .Take(16).Select(static error => new RegistryError(Printable(error!.Code!), Printable(error.Message ?? "")))];
        }
        catch (Exception e) when (e is JsonException or RemoteException)
        {
            return []; // a page of a proxy, or nothing at all: the status says what there is to say
        }
    }

    // What a server says ends in terminals and logs.
    private static string Printable(string text) =>
        string.Concat(text.Take(300).Select(static character => char.IsControl(character) ? ' ' : character)).TrimEnd('.', ' ');
}
