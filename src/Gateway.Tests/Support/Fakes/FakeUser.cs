namespace Gateway.Tests.Support.Fakes;

public sealed record FakeUser(int Id, string Email, string Password);
