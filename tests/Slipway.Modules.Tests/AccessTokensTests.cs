// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Modules.Tests;

public sealed class AccessTokensTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static number => (byte)number)];
    private readonly FakeTime _time = new();
    private readonly AccessTokens _tokens;

    public AccessTokensTests() => _tokens = new(Key, _time);

    [Fact]
    public void A_token_says_whom_it_speaks_for_until_it_expires()
    {
        var token = _tokens.Create("ops@example.com", AccessRole.SuperAdmin, TimeSpan.FromHours(1));

        var identity = _tokens.Verify(token).ShouldNotBeNull();
        identity.Email.ShouldBe("ops@example.com");
        identity.Role.ShouldBe(AccessRole.SuperAdmin);

        _time.Now += TimeSpan.FromHours(1);
        _tokens.Verify(token).ShouldBeNull();
    }

    [Fact]
    public void A_token_of_another_installation_is_refused() =>
        new AccessTokens(RandomNumberGenerator.GetBytes(32), _time).Verify(_tokens.Create("a@b", AccessRole.Viewer, TimeSpan.FromHours(1))).ShouldBeNull();

    [Fact]
    public void No_character_of_a_token_can_be_changed()
    {
        var token = _tokens.Create("a@b", AccessRole.Viewer, TimeSpan.FromHours(1));

        for (var at = 0; at < token.Length; at++)
        {
            var changed = token.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            _tokens.Verify(new string(changed)).ShouldBeNull($"character {at} was changed");
        }
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""", false)]
    [InlineData("""{"alg":"none","typ":"JWT"}""", true)]
    [InlineData("""{"alg":"HS512","typ":"JWT"}""", true)]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", true)]
    [InlineData("""{"typ":"JWT","alg":"HS256","jwk":{"kty":"oct","k":"AA"}}""", true)]
    [InlineData("""{"typ":"JWT","alg":"HS256","kid":"../../dev/null"}""", true)]
    public void A_header_that_is_not_ours_is_refused_even_when_signed(string header, bool isSigned)
    {
        var payload = _tokens.Create("a@b", AccessRole.SuperAdmin, TimeSpan.FromHours(1)).Split('.')[1];
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{payload}";
        var signature = isSigned ? Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(text))) : "";

        _tokens.Verify($"{text}.{signature}").ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"userId":"u","email":"e","role":"super_admin","type":"refresh","iss":"slipway","jti":"1","iat":0,"exp":99999999999}""")]
    [InlineData("""{"userId":"u","email":"e","role":"super_admin","type":"access","iss":"other","jti":"1","iat":0,"exp":99999999999}""")]
    [InlineData("""{"userId":"u","email":"e","role":"root","type":"access","iss":"slipway","jti":"1","iat":0,"exp":99999999999}""")]
    [InlineData("""{"userId":"u","email":"e","role":"super_admin","role":"viewer","type":"access","iss":"slipway","jti":"1","iat":0,"exp":99999999999}""")]
    [InlineData("""{"userId":"u","email":"e","role":"super_admin","type":"access","iss":"slipway","jti":"1","iat":0}""")]
    [InlineData("null")]
    [InlineData("not json")]
    public void Claims_that_are_not_an_access_tokens_are_refused_even_when_signed(string claims)
    {
        var header = _tokens.Create("a@b", AccessRole.Viewer, TimeSpan.FromHours(1)).Split('.')[0];
        var text = $"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";

        _tokens.Verify($"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(text)))}").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c.d")]
    [InlineData("Bearer x")]
    public void What_is_no_token_is_refused(string text) => _tokens.Verify(text).ShouldBeNull();

    [Fact]
    public void The_key_of_an_installation_is_made_once_and_for_its_owner_alone()
    {
        using var folder = new TempFolder();
        var token = AccessTokens.Open(folder.Path, _time).Create("a@b", AccessRole.Viewer, TimeSpan.FromHours(1));

        AccessTokens.Open(folder.Path, _time).Verify(token).ShouldNotBeNull();
        File.GetUnixFileMode(folder["token.key"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused()
    {
        using var folder = new TempFolder();
        AccessTokens.Open(folder.Path, _time);
        File.SetUnixFileMode(folder["token.key"], UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Should.Throw<IOException>(() => AccessTokens.Open(folder.Path, _time)).Message.ShouldContain("chmod 600");
    }
}
