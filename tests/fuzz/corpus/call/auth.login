superuser auth.login
{"username": "member", "password": "correct-horse-1"}