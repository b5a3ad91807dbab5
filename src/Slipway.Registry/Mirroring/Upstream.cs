// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// The registry that a mirror is of. Where it can't be reached or has had enough, it is let alone for a while, so that neither it nor clients wait for it in vain.
/// </summary>
internal sealed class Upstream : IDisposable
{
    private const int MaxPasswordSize = 64 * 1024;
    private static readonly TimeSpan RestWhenDown = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxRest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RestWhenBusy = TimeSpan.FromMinutes(1);

    private readonly GuardedHttp _http;
    private readonly RegistryClient _client;
    private readonly RegistryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<Upstream> _log;
    private volatile Rest? _rest;

    public Upstream(MirrorOptions options, RegistryMetrics metrics, TimeProvider time, ILogger<Upstream> log)
    {
        (Options, _metrics, _time, _log) = (options, metrics, time, log);
        // Who writes an http address has chosen to speak without TLS.
        var setting = new RegistrySetting { Insecure = options.Address.Scheme == Uri.UriSchemeHttp, Authorities = options.Authorities };
        _http = new(new()
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            StallTimeout = TimeSpan.FromSeconds(30),
            UserAgent = "slipway-registry",
            Registries = RegistrySettings.Of(new Dictionary<string, RegistrySetting> { [options.Address.Authority] = setting }),
        });
        // Clients wait meanwhile: what takes long to come back is told rather than waited for.
        _client = RegistryClient.At(_http, options.Upstream, options.Address, ReadCredentialAsync, new()
        {
            MaxAttempts = 3,
            RetryDelay = TimeSpan.FromMilliseconds(200),
            MaxRetryAfter = TimeSpan.FromSeconds(1),
            TokenHosts = options.TokenHosts,
        });
    }

    public MirrorOptions Options { get; }

    /// <summary>Asks the registry something.</summary>
    /// <exception cref="UpstreamException">It gave nothing, or is let alone for now.</exception>
    public async Task<T> AskAsync<T>(Func<RegistryClient, Task<T>> ask)
    {
        if (_rest is { } rest && _time.GetUtcNow() is var now && now < rest.Until)
            throw new UpstreamException(Options.Upstream, rest.Problem, rest.Message) { RetryAfter = rest.Until - now };
        _metrics.CountUpstreamRequest(Options.Upstream);
        try
        {
            var answer = await ask(_client);
            _rest = null;
            return answer;
        }
        catch (Exception e) when (e is RemoteException or CorruptBlobException or ImageFormatException)
        {
            throw Translate(e);
        }
    }

    /// <summary>What an error means that came of it.</summary>
    public UpstreamException Translate(Exception exception)
    {
        var (problem, wait) = exception is RemoteException remote ? Judge(remote) : (UpstreamProblem.Broken, null);
        // Twice as long each time that it still can't be reached.
        if (problem == UpstreamProblem.Down && wait is { } again && _rest is { Problem: UpstreamProblem.Down } before)
            wait = TimeSpan.FromTicks(Math.Min(Math.Max(again.Ticks, 2 * before.Length.Ticks), MaxRest.Ticks));
        if (wait is { } time)
            _rest = new(_time.GetUtcNow() + time, time, problem, exception.Message);
        if (problem != UpstreamProblem.Missing)
        {
            _metrics.CountUpstreamProblem(Options.Upstream, problem);
            Log.UpstreamFailed(_log, Options.Upstream, exception.Message);
        }
        return new(Options.Upstream, problem, exception.Message, exception) { RetryAfter = wait };
    }

    /// <summary>What came can't be used, though it came whole.</summary>
    public UpstreamException Refuse(string message)
    {
        _metrics.CountUpstreamProblem(Options.Upstream, UpstreamProblem.Broken);
        Log.UpstreamFailed(_log, Options.Upstream, message);
        return new(Options.Upstream, UpstreamProblem.Broken, message);
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private static (UpstreamProblem Problem, TimeSpan? Wait) Judge(RemoteException exception) => exception.StatusCode switch
    {
        HttpStatusCode.NotFound => (UpstreamProblem.Missing, null),
        HttpStatusCode.TooManyRequests => (UpstreamProblem.Busy, exception.RetryAfter ?? RestWhenBusy),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (UpstreamProblem.Denied, null),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => (UpstreamProblem.Down, exception.RetryAfter ?? RestWhenDown),
        // One thing that it can't give says nothing of all others.
        >= HttpStatusCode.InternalServerError => (UpstreamProblem.Down, null),
        null when exception.IsTransient => (UpstreamProblem.Down, RestWhenDown),
        _ => (exception.IsTransient ? UpstreamProblem.Down : UpstreamProblem.Broken, null),
    };

    private Task<RegistryCredential?> ReadCredentialAsync(CancellationToken cancellationToken)
    {
        if (Options is not { Username: { } user, PasswordFile: { } file })
            return Task.FromResult(Options.Credential);
        try
        {
            return Task.FromResult<RegistryCredential?>(RegistryCredential.FromPassword(user, Encoding.UTF8.GetString(LinuxFile.ReadAll(file, MaxPasswordSize)).Trim()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"The password of the mirror of '{Options.Upstream}' can't be read: {e.Message}", e);
        }
    }

    private sealed record Rest(DateTimeOffset Until, TimeSpan Length, UpstreamProblem Problem, string Message);
}
